using System.Text;

namespace RewardLab.Terminal;

/// <summary>A standard stream whose text appears above the progress bar.</summary>
internal sealed class ScreenWriter(Screen screen, TextWriter target) : TextWriter
{
    public override Encoding Encoding => target.Encoding;

    public override void Write(char value) => screen.Write(target, [value]);

    public override void Write(char[] buffer, int index, int count) => screen.Write(target, buffer.AsSpan(index, count));

    public override void Write(string? value) => screen.Write(target, value);

    public override void Write(ReadOnlySpan<char> buffer) => screen.Write(target, buffer);

    // One call, so that a line of one thread is not broken by another's.
    public override void WriteLine(string? value) => screen.Write(target, $"{value}{Environment.NewLine}");

    public override void Flush() => target.Flush();
}
