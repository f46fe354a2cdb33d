using System.Text;
using RewardLab.Hosting.Plugins;

namespace RewardLab.Terminal;

/// <summary>Where Console.Out leads: a recipe's words to standard output, a plugin's to standard error, because standard output is for results.</summary>
internal sealed class ConsoleOutput(Screen screen) : TextWriter
{
    public override Encoding Encoding => screen.Output.Encoding;

    private TextWriter Target => PluginCode.IsRunning ? screen.Status : screen.Output;

    public override void Write(char value) => Target.Write(value);

    public override void Write(char[] buffer, int index, int count) => Target.Write(buffer, index, count);

    public override void Write(string? value) => Target.Write(value);

    public override void Write(ReadOnlySpan<char> buffer) => Target.Write(buffer);

    public override void WriteLine(string? value) => Target.WriteLine(value);

    public override void Flush() => Target.Flush();
}
