using RewardLab.Abstractions;
using RewardLab.Cluster.Hubs;
using RewardLab.Cluster.Workers;

namespace RewardLab.Cluster.Tests.Hubs;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("7417", false, "no address to listen at")]
    [InlineData("head.lab:7417", true, "no address to listen at")]
    [InlineData("10.0.0.5", true, "no address to listen at")]
    [InlineData("0.0.0.0:7417", true, "Workers dial the address that the run names")]
    [InlineData("10.0.0.5:7417", false, "Who reaches 10.0.0.5:7417 could join the run. Name a file for the token with --token-file")]
    public void Address_ThatServesNobodyOrEverybody_IsRefused(string text, bool hasTokenFile, string message) =>
        Should.Throw<RewardLabException>(() => ListenAddress.Parse(text, hasTokenFile)).Message.ShouldContain(message);

    [Theory]
    [InlineData("127.0.0.1:7417", false)]
    [InlineData("10.0.0.5:7417", true)]
    [InlineData("[::1]:7417", false)]
    public void Address_OfAMachine_IsTaken(string text, bool hasTokenFile) => ListenAddress.Parse(text, hasTokenFile).ToString().ShouldBe(text);

    [Theory]
    [InlineData("head.lab:7417", "head.lab", 7417)]
    [InlineData("10.0.0.5:1", "10.0.0.5", 1)]
    [InlineData("[fe80::1]:7417", "fe80::1", 7417)]
    public void Hub_ToDial_IsAMachineAndAPort(string text, string host, int port)
    {
        var address = HubAddress.Parse(text);
        (address.Host, address.Port, address.ToString()).ShouldBe((host, port, text));
    }

    [Theory]
    [InlineData("head.lab")]
    [InlineData(":7417")]
    [InlineData("head.lab:70000")]
    [InlineData("fe80::1:7417")]
    public void Hub_ThatCannotBeDialled_IsRefused(string text) => Should.Throw<RewardLabException>(() => HubAddress.Parse(text));
}
