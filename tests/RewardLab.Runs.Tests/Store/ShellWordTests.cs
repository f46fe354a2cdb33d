using CsCheck;
using RewardLab.Runs.Store;

namespace RewardLab.Runs.Tests.Store;

public sealed class ShellWordTests
{
    [Theory]
    [InlineData("runs/a-1", "runs/a-1")]
    [InlineData("two apples", "'two apples'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("", "''")]
    public void Quote_ForAPosixShell_IsInSingleQuotesWhereItMustBe(string word, string expected) =>
        ShellWord.Quote(word, isWindows: false).ShouldBe(expected);

    [Theory]
    [InlineData(@"C:\runs\a-1", @"C:\runs\a-1")]
    [InlineData(@"C:\my runs\a-1", @"""C:\my runs\a-1""")]
    [InlineData(@"C:\my runs\", @"""C:\my runs\\""")]
    [InlineData("say \"cat\"", @"""say \""cat\""""")]
    [InlineData(@"ends in \""", @"""ends in \\\""""")]
    [InlineData("it's", "\"it's\"")]
    [InlineData("50%", "\"50%\"")]
    [InlineData("", "\"\"")]
    public void Quote_OnWindows_IsInDoubleQuotesWhereItMustBe(string word, string expected) =>
        ShellWord.Quote(word, isWindows: true).ShouldBe(expected);

    [Fact]
    public void Quote_OnWindows_IsReadBackByTheRulesOfItsPrograms() => Gen.String[Gen.Char["a \\\"'"], 0, 12].Sample(word =>
        Read(ShellWord.Quote(word, isWindows: true)).ShouldBe(word));

    // CommandLineToArgvW, for a line of one word.
    private static string Read(string line)
    {
        var read = new System.Text.StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var backslashes = 0;
            while (i < line.Length && line[i] == '\\')
            {
                backslashes++;
                i++;
            }

            if (i < line.Length && line[i] == '"')
            {
                read.Append('\\', backslashes / 2);
                if (backslashes % 2 == 1)
                {
                    read.Append('"');
                }
                else
                {
                    isQuoted = !isQuoted;
                }

                continue;
            }

            read.Append('\\', backslashes);
            if (i < line.Length)
            {
                (isQuoted || line[i] != ' ').ShouldBeTrue($"a second word begins in {line}");
                read.Append(line[i]);
            }
        }

        return read.ToString();
    }
}
