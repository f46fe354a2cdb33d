namespace RewardLab.TestSupport;

/// <summary>What a terminal shows after it was sent some text: carriage returns overwrite, escape sequences of colour do nothing.</summary>
internal static class Screenshot
{
    public static IReadOnlyList<string> Read(string sent, int columns)
    {
        var lines = new List<char[]> { Blank() };
        var column = 0;
        for (var i = 0; i < sent.Length; i++)
        {
            switch (sent[i])
            {
                case '\r':
                    column = 0;
                    break;
                case '\n':
                    NewLine();
                    break;
                case '\u001b':
                    while (++i < sent.Length && !char.IsAsciiLetter(sent[i]))
                    {
                    }

                    break;
                default:
                    if (column == columns)
                    {
                        NewLine();
                        column = 0;
                    }

                    lines[^1][column++] = sent[i];
                    break;
            }
        }

        return [.. lines.Select(line => new string(line).TrimEnd())];

        char[] Blank() => [.. Enumerable.Repeat(' ', columns)];

        void NewLine() => lines.Add(Blank());
    }
}
