using RewardLab.Abstractions;

namespace RewardLab.Torch.Tests;

internal static class Refusal
{
    /// <summary>Runs what may be refused, but only properly: a RewardLabException in one line that names the file or its folder.</summary>
    /// <returns>Whether it was refused.</returns>
    public static bool OrNothing(Action action, string path)
    {
        try
        {
            action();
            return false;
        }
        catch (RewardLabException exception)
        {
            exception.Message.ShouldNotContain("\n");
            exception.Message.ShouldContain(Path.GetDirectoryName(path)!);
            return true;
        }
    }
}
