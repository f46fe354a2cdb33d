using System.Text;

namespace RewardLab.Terminal;

/// <summary>Lets the console show every text: on Windows it has a code page, such as 437, until it is told otherwise.</summary>
internal sealed class ConsoleEncoding : IDisposable
{
    private readonly Encoding? _before;

    private ConsoleEncoding(Encoding? before) => _before = before;

    /// <summary>Writes UTF-8 until disposed; the window outlives the program and gets its code page back.</summary>
    public static ConsoleEncoding UseUtf8()
    {
        if (!OperatingSystem.IsWindows())
        {
            return new ConsoleEncoding(null);
        }

        var before = Console.OutputEncoding;
        Console.OutputEncoding = Encoding.UTF8;
        return new ConsoleEncoding(before);
    }

    public void Dispose()
    {
        if (_before is not null)
        {
            Console.OutputEncoding = _before;
        }
    }
}
