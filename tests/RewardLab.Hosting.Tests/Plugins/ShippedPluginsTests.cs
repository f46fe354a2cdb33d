using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Trust;

namespace RewardLab.Hosting.Tests.Plugins;

public sealed class ShippedPluginsTests
{
    [Theory]
    [InlineData("nonsense")]
    [InlineData("0123  plugins/a/b")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000  plugins/a")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000  elsewhere/a/b")]
    public void Read_ADamagedLine_NamesIt(string line) =>
        Should.Throw<RewardLabException>(() => ShippedPlugins.Read(new StringReader("\n" + line))).Message.ShouldStartWith("plugins.sha256, line 2:");

    [Fact]
    public void EmbeddedIn_AProgramWithoutList_SaysSo() =>
        Should.Throw<RewardLabException>(() => ShippedPlugins.EmbeddedIn(typeof(ShippedPluginsTests).Assembly)).Message.ShouldContain("build it again");
}
