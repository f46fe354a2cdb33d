using System.Text;

namespace RewardLab.Terminal;

/// <summary>A standard stream whose text appears above the progress bar, control characters written out.</summary>
/// <param name="screen">The terminal.</param>
/// <param name="target">The stream.</param>
/// <param name="isStatus">Whether the text is left out where the user wants it quiet, or nobody listens.</param>
/// <param name="isRaw">Whether control characters are the program's own, such as those of colours, and pass.</param>
internal sealed class ScreenWriter(Screen screen, TextWriter target, bool isStatus = false, bool isRaw = false) : TextWriter
{
    public override Encoding Encoding => target.Encoding;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (isStatus && (screen.IsQuiet || screen.IsDetached))
        {
            return;
        }

        if (isRaw)
        {
            screen.WriteRaw(target, buffer);
        }
        else
        {
            screen.Write(target, buffer);
        }
    }

    // One call, so that a line of one thread is not broken by another's.
    public override void WriteLine(string? value) => Write($"{value}{Environment.NewLine}".AsSpan());

    public override void Flush() => target.Flush();
}
