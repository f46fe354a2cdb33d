using RewardLab.Abstractions;
using RewardLab.Rewards.Http.Calls;
using RewardLab.Rewards.Http.Dialects;

namespace RewardLab.Rewards.Http.Tests;

/// <summary>Where requests go, and with which token.</summary>
public sealed class AddressTests
{
    private const string Secret = "sesame-0123456789";

    [Theory]
    [InlineData("http://host:1", "v1/score", "", "http://host:1/v1/score")]
    [InlineData("http://host:1/", "v1/score", "", "http://host:1/v1/score")]
    [InlineData("https://host/base/", "compute", "", "https://host/base/compute")]
    [InlineData("https://host/base/compute", "compute", "", "https://host/base/compute")]
    [InlineData("http://host:1/compute/", "compute", "a b/c", "http://host:1/r/a%20b%2Fc/compute")]
    [InlineData("http://host:1", "", "", "http://host:1/")]
    [InlineData("http://host:1/score-batch", "", "", "http://host:1/score-batch")]
    [InlineData("http://host:1", "", "clip", "http://host:1/r/clip")]
    public void Target_OfADialect_IsBelowTheAddress(string url, string path, string reward, string target) =>
        RewardAddress.Parse(url, path, reward).Target.AbsoluteUri.ShouldBe(target);

    [Theory]
    [InlineData("")]
    [InlineData("host:4747")]
    [InlineData("/score")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://host/")]
    public void Url_ThatIsNone_IsRefused(string url) =>
        Should.Throw<RewardLabException>(() => RewardAddress.Parse(url, "", "")).Message.ShouldContain("option 'url' is not an http or https address");

    [Theory]
    [InlineData($"http://user:{Secret}@host/")]
    [InlineData($"http://host/?token={Secret}")]
    [InlineData($"http://host/#{Secret}")]
    public void Url_ThatHoldsASecret_IsRefusedAndNotRepeated(string url)
    {
        var message = Should.Throw<RewardLabException>(() => RewardAddress.Parse(url, "", "")).Message;
        message.ShouldContain("may hold no user name, password, query or fragment");
        message.ShouldNotContain(Secret);
    }

    [Theory]
    [InlineData("http://rewards.example:4747", true)]
    [InlineData("https://rewards.example", false)]
    [InlineData("http://127.0.0.1:1", false)]
    [InlineData("http://localhost:1", false)]
    [InlineData("http://[::1]:1", false)]
    public void Token_ThatWouldTravelInTheOpen_IsNotSent(string url, bool isRefused)
    {
        var address = RewardAddress.Parse(url, "", "");
        if (isRefused)
        {
            var message = Should.Throw<RewardLabException>(() => RewardToken.Read("TOKEN", address, _ => Secret)).Message;
            message.ShouldContain("would travel unencrypted to rewards.example:4747");
            message.ShouldNotContain(Secret);
        }
        else
        {
            RewardToken.Read("TOKEN", address, _ => Secret).Header.ShouldBe($"Bearer {Secret}");
        }

        RewardToken.Read("", address, _ => Secret).Header.ShouldBeNull();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    [InlineData("two words")]
    [InlineData("ümlaut")]
    public void Token_ThatIsNone_IsRefusedBeforeAnyRequest(string? text)
    {
        using var server = new ScoreServer();
        server.Environment["TOKEN"] = text!;
        Should.Throw<RewardLabException>(() => server.Make(server.Options() with { TokenVariable = "TOKEN" })).Message
            .ShouldContain("variable TOKEN holds no token");
    }

    [Fact]
    public void Token_OfTheEnvironment_IsSentAndNeverSaid()
    {
        using var server = new ScoreServer((request, _) => ScoreServer.Json(new { error = $"bad token {request.Headers["authorization"]}" }, 401));
        server.Environment["TOKEN"] = $"{Secret}\n";
        var message = server.Failure(server.Options() with { TokenVariable = "TOKEN" });
        message.ShouldContain("refuses the token (401): \"bad token Bearer ***\"; check the variable");
        server.Requests.ShouldHaveSingleItem().Headers["authorization"].ShouldBe($"Bearer {Secret}");
        string.Concat(server.Log).ShouldNotContain(Secret);
    }

    [Theory]
    [InlineData(ServiceDialect.V1)]
    [InlineData(ServiceDialect.Prompts)]
    public void Token_ThatAnAnswerRepeats_IsNotSaidEither(ServiceDialect dialect)
    {
        using var server = new ScoreServer((_, _) => dialect == ServiceDialect.V1
            ? ScoreServer.Json(new { error = Secret })
            : ScoreServer.Pickle(new() { ["error"] = Secret }));
        server.Environment["TOKEN"] = Secret;
        var failure = Should.Throw<RewardLabException>(() => server.Make(server.Options(dialect) with { TokenVariable = "TOKEN" }).Score(
            ScoreServer.Images(1), "a", TestContext.Current.CancellationToken));
        failure.ToString().ShouldNotContain(Secret);
        failure.Message.ShouldContain("***");
    }
}
