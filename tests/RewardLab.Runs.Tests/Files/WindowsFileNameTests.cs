using RewardLab.Runs.Files;
using RewardLab.Runs.Store;

namespace RewardLab.Runs.Tests.Files;

public sealed class WindowsFileNameTests
{
    [Theory]
    [InlineData("con", true)]
    [InlineData("Con.png", true)]
    [InlineData("nul.tar.gz", true)]
    [InlineData("aux .txt", true)]
    [InlineData("COM1", true)]
    [InlineData("lpt9.csv", true)]
    [InlineData("com0", false)]
    [InlineData("com10", false)]
    [InlineData("console.png", false)]
    [InlineData("icon", false)]
    public void IsDevice_OfNames_IsAsWin32Says(string name, bool expected) => WindowsFileName.IsDevice(name).ShouldBe(expected);

    [Theory]
    [InlineData("charts/con.png", "'con.png' is the name of a device on Windows")]
    [InlineData("notes/what?.txt", "'what?.txt' has characters that no file has on Windows")]
    [InlineData("notes./a.txt", "'notes.' ends in a dot or space, which Windows leaves out")]
    public void Resolve_NameThatWindowsCannotKeep_IsRefusedOnEverySystem(string path, string problem) =>
        Should.Throw<ArgumentException>(() => RunPath.Resolve(Path.GetTempPath(), path)).Message.ShouldContain(problem);

    [Fact]
    public void SafeName_OfADevice_IsAnotherName() => SafeName.From("CON!").ShouldBe("con-name");
}
