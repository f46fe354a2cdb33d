using RewardLab.Abstractions;
using RewardLab.Cluster.Tokens;

namespace RewardLab.Cluster.Tests.Tokens;

public sealed class HubIdentityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Files_OfAToken_AreTheOwnersAloneAndServeTheNextRun()
    {
        using var first = HubIdentity.Open(_folder["token"], RealTime.Clock);
        using var second = HubIdentity.Open(_folder["token"], RealTime.Clock);
        second.Token.ShouldBe(first.Token, "workers have a copy");
        JoinToken.Read(_folder["token"]).ShouldBe(first.Token);
        File.ReadAllText(_folder["token"]).TrimEnd().Length.ShouldBe(97);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(_folder["token"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(_folder["token.key"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.SetUnixFileMode(_folder["token"], UnixFileMode.UserRead | UnixFileMode.OtherRead);
            Should.Throw<RewardLabException>(() => JoinToken.Read(_folder["token"])).Message.ShouldContain("Run 'chmod 600 ");
        }
    }

    [Fact]
    public void Secret_OfAToken_IsNotInItsText()
    {
        using var identity = HubIdentity.Create(RealTime.Clock);
        identity.Token.ToString().ShouldNotContain(identity.Token.Secret);
    }

    [Fact]
    public void Files_ThatDoNotBelongTogether_AreRefused()
    {
        using (HubIdentity.Open(_folder["a"], RealTime.Clock))
        using (HubIdentity.Open(_folder["b"], RealTime.Clock))
        {
            File.Move(_folder["b.key"], _folder["a.key"], overwrite: true);
        }

        Should.Throw<RewardLabException>(() => HubIdentity.Open(_folder["a"], RealTime.Clock)).Message.ShouldContain("a.key is not the key of");
        Should.Throw<RewardLabException>(() => HubIdentity.Open(_folder["b"], RealTime.Clock)).Message.ShouldContain("exists without its key");
        SecretFile.Write(_folder["c"], "no token\n");
        Should.Throw<RewardLabException>(() => JoinToken.Read(_folder["c"])).Message.ShouldContain("holds no token of a hub");
        Should.Throw<RewardLabException>(() => JoinToken.Read(_folder["none"])).Message.ShouldContain("There is no token file");
    }

    public void Dispose() => _folder.Dispose();
}
