using System.Reflection;
using System.Runtime.InteropServices;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;

namespace RewardLab.Editor.Shell;

/// <summary>Keys and clicks of a Unix terminal: waited for by poll(2) instead of asked for fifty times a second, and announced as soon as they are
/// there.</summary>
/// <param name="arrived">Set when there are some.</param>
internal sealed partial class CalmInput(EventWaitHandle arrived) : AnsiInput
{
    private const short PollIn = 1;

    // How long the end of the input's thread may go unnoticed.
    private const int WaitMilliseconds = 250;

    private readonly Lock _gate = new();
    private bool _hasRead;
    private bool _isOver;

    /// <summary>Gives an application that has not begun such an input, where its library lets it.</summary>
    /// <param name="application">The application, before its Init.</param>
    /// <param name="arrived">Set when there is input.</param>
    /// <returns>Whether the application uses it; otherwise nothing sets the event, and input must be polled.</returns>
    public static bool TryUse(IApplication application, EventWaitHandle arrived)
    {
        // The library takes components of others in its own tests alone: a version that keeps them elsewhere continues with its own input.
        var field = application.GetType().GetField("_componentFactory", BindingFlags.Instance | BindingFlags.NonPublic);
        if (OperatingSystem.IsWindows()
            || DriverRegistry.GetDefaultDriver().Name != DriverRegistry.Names.ANSI
            || field is null
            || !field.FieldType.IsAssignableFrom(typeof(AnsiComponentFactory)))
        {
            return false;
        }

        field.SetValue(application, new AnsiComponentFactory(new CalmInput(arrived)));
        return true;
    }

    public override bool Peek()
    {
        // What was read last is in the queue now: not before may the loop be woken.
        if (_hasRead)
        {
            _hasRead = false;
            arrived.Set();
        }

        lock (_gate)
        {
            var input = new PollDescriptor { Events = PollIn };
            return !_isOver && Poll(ref input, 1, WaitMilliseconds) > 0 && (input.Occurred & PollIn) != 0;
        }
    }

    public override IEnumerable<char> Read()
    {
        _hasRead = true;
        return base.Read();
    }

    // What is typed from now on is for the program that gets the terminal next.
    public override void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
        }

        base.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int milliseconds);

    // struct pollfd, of file 0: standard input.
    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int File;
        public short Events;
        public short Occurred;
    }
}
