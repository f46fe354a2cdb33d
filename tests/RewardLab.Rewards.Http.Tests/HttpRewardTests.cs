using RewardLab.Abstractions;
using RewardLab.Calibration;
using RewardLab.Rewards.Http.Dialects;
using RewardLab.Rewards.Http.Requests;

namespace RewardLab.Rewards.Http.Tests;

/// <summary>Every dialect, against a service that speaks it: each score in its place.</summary>
public sealed class HttpRewardTests
{
    private static readonly string[] Prompts = ["two cats", "an apple and a star", "three café cups 🐈"];

    public static TheoryData<ServiceDialect> Dialects => [.. Enum.GetValues<ServiceDialect>()];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Score_OfAMatrix_GivesEveryScoreInItsPlace(ServiceDialect dialect)
    {
        using var server = new ScoreServer();
        var images = ScoreServer.Images(7);
        string[] prompts = [.. Prompts, Prompts[0]];
        var scores = server.Make(server.Options(dialect) with { ImagesPerRequest = 3 }).Score(images, prompts, Token);
        (scores.ImageCount, scores.PromptCount).ShouldBe((7, 4));
        for (var image = 0; image < 7; image++)
        {
            scores.Row(image).ToArray().ShouldBe(prompts.Select(prompt => ScoreServer.Score(images[image], prompt)));
        }

        // Seven images by threes where a request holds a matrix; else 21 pairs by threes.
        server.Requests.Count.ShouldBe(dialect is ServiceDialect.V1 or ServiceDialect.Queries ? 3 : 7);
        server.MaxUnderWay.ShouldBeLessThanOrEqualTo(4);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void ScorePairs_OfMixedPairs_GivesEveryScoreInItsPlace(ServiceDialect dialect)
    {
        using var server = new ScoreServer();
        var images = ScoreServer.Images(5);
        ImagePromptPair[] pairs =
        [
            new(4, Prompts[0]), new(1, Prompts[1]), new(4, Prompts[2]), new(0, Prompts[0]), new(1, Prompts[1]), new(2, Prompts[2]),
        ];
        var scores = server.Make(server.Options(dialect)).ScorePairs(images, pairs, Token);
        (scores.ImageCount, scores.PromptCount).ShouldBe((6, 1));
        scores.Column(0).ShouldBe(pairs.Select(pair => ScoreServer.Score(images[pair.Image], pair.Prompt)));
        server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Score_OfNothing_AsksNobody(ServiceDialect dialect)
    {
        using var server = new ScoreServer();
        var reward = server.Make(server.Options(dialect));
        reward.Score(ScoreServer.Images(2), Array.Empty<string>(), Token).PromptCount.ShouldBe(0);
        reward.Score(ScoreServer.Images(0), Prompts, Token).ImageCount.ShouldBe(0);
        reward.ScorePairs(ScoreServer.Images(2), Array.Empty<ImagePromptPair>(), Token).ImageCount.ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => reward.ScorePairs(ScoreServer.Images(2), [new ImagePromptPair(2, "a")], Token));
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void Score_OfOneBatchTwice_IsRememberedAsThatOfOtherRewards()
    {
        using var server = new ScoreServer();
        var memoised = new MemoisedReward(server.Make());
        var images = ScoreServer.Images(2);
        memoised.Score(images, Prompts, Token);
        memoised.Score(images, [Prompts[1]], Token)[1, 0].ShouldBe(ScoreServer.Score(images[1], Prompts[1]));
        server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("4.3401294", 4.3401294f)] // a float's digits, as RewardLab writes them
    [InlineData("4.340129375457764", 4.340129375457764)] // the same number, as Python writes it
    [InlineData("0.024874983338118658", 0.024874983338118658)]
    [InlineData("0.10", 0.1)] // a double whose digits would be a float's, as RewardLab writes it
    [InlineData("-12.3450", -12.345)]
    [InlineData("1.0E-05", 1e-5)]
    [InlineData("-3", -3.0)]
    [InlineData("16777217", 16777217.0)]
    [InlineData("1e-300", 1e-300)]
    public void Score_InJson_IsTheNumberThatTheServiceMeant(string digits, double expected)
    {
        using var server = new ScoreServer((_, _) => ScoreServer.Text($$"""{"rewards":[{{digits}}]}"""));
        server.Make(server.Options(ServiceDialect.Compute)).Score(ScoreServer.Images(1), "a", Token).ShouldBe([expected]);
    }

    [Fact]
    public void Score_ByTheServicesDefault_NamesNoReward()
    {
        using var server = new ScoreServer();
        var images = ScoreServer.Images(1);
        foreach (var dialect in new[] { ServiceDialect.V1, ServiceDialect.Score })
        {
            server.Make(server.Options(dialect) with { Reward = "" }).Score(images, "a", Token).ShouldBe([ScoreServer.Score(images[0], "a")]);
        }

        server.Requests.ShouldAllBe(request => request.Body.Contains("rewards\":[]", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ServiceDialect.V1)]
    [InlineData(ServiceDialect.Prompts)]
    public void Score_AsJpeg_SendsJpegOfThatQuality(ServiceDialect dialect)
    {
        using var server = new ScoreServer();
        server.Make(server.Options(dialect) with { ImageFormat = RequestImageFormat.Jpeg }).Score(ScoreServer.Images(1, 16), "a", Token);
        server.Make(server.Options(dialect) with { ImageFormat = RequestImageFormat.Jpeg, JpegQuality = 20 }).Score(ScoreServer.Images(1, 16), "a", Token);
        var requests = server.Requests.ToArray();
        foreach (var (request, quality) in requests.Zip([95, 20]))
        {
            using var stream = new MemoryStream();
            FileCodec.Instance.WriteJpeg(stream, ScoreServer.Images(1, 16), 0, quality);
            var expected = stream.ToArray();
            (dialect == ServiceDialect.V1
                ? request.Body.Contains(Convert.ToBase64String(expected)[..40], StringComparison.Ordinal)
                : request.Bytes.Span.IndexOf(expected) > 0).ShouldBeTrue();
        }
    }

    [Fact]
    public void Score_OfHugeImages_SendsFewAtATime()
    {
        var asked = Enumerable.Range(0, 64).Select(image => new AskedImage(image, ["a"], [image])).ToArray();
        RequestPlan.Create(asked, true, 64, 512 * 512, true).Count.ShouldBe(1);
        RequestPlan.Create(asked, true, 64, 2048 * 2048, true).Select(request => request.Images.Count).Max().ShouldBe(14);
        RequestPlan.Create(asked, true, 64, 16384 * 8192, true).Count.ShouldBe(64);
        string[] many = [.. Enumerable.Range(0, 2000).Select(i => $"{i}")];
        var wide = asked.Select(image => image with { Prompts = many, Places = new int[2000] }).ToArray();
        RequestPlan.Create(wide, true, 64, 16, true).ShouldAllBe(request => request.Images.Count <= 32);
    }

    [Fact]
    public void Prompt_ThatIsNotUnicode_IsNotSent()
    {
        using var server = new ScoreServer();
        Should.Throw<RewardLabException>(() => server.Make().Score(ScoreServer.Images(1), "a\ud800b", Token)).Message.ShouldContain("not valid Unicode");
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void Name_OfAReward_SaysWhichOneIsAsked()
    {
        using var server = new ScoreServer();
        server.Make().Name.ShouldBe("http(served)");
        server.Make(server.Options() with { Reward = "" }).Name.ShouldBe("http");
        server.Make(server.Options() with { ImageReading = ImageReading.Reference }).ImageReading.ShouldBe(ImageReading.Reference);
    }
}
