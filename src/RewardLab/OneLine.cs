namespace RewardLab;

/// <summary>Messages of other people's code, fit for one line.</summary>
internal static class OneLine
{
    /// <summary>The first line of an exception's message.</summary>
    public static string Of(Exception exception) => Of(exception.Message);

    /// <summary>The first line of a text that has any.</summary>
    public static string Of(string text) =>
        text.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? "";
}
