using System.Globalization;
using System.Text.Json;

namespace RewardLab.Web.Tests.Rewards;

/// <summary>The clients of four trainers, in Python with the libraries that they use, get what 'score' says of the same images.</summary>
public sealed class PythonClientTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Theory]
    [InlineData("score_client.py")]
    [InlineData("compute_client.py")]
    [InlineData("prompts_client.py")]
    [InlineData("queries_client.py")]
    public void Client_OfATrainer_GetsTheScoresOfScore(string client)
    {
        Assert.SkipUnless(DebianPython.Has("requests, PIL, numpy, aiohttp"), "needs Debian's python3-requests, -pil, -numpy and -aiohttp");
        var pairs = ServedRewards.GoldenPairs();
        var requests = client is "prompts_client.py" ? new[] { pairs[..2], pairs[2..] } : [pairs]; // as it splits them
        var expected = requests.SelectMany(request => ServedRewards.Score(_workplace, "toybox-clip", request)).ToArray();
        using var served = new ServedRewards(_workplace, "--reward", "toybox-clip");
        var (exitCode, output, error) = DebianPython.Run(
            [
                Path.Combine(AppContext.BaseDirectory, "Rewards", "Clients", client), served.Url.ToString().TrimEnd('/'), "PNG", "toybox-clip",
                .. pairs.SelectMany(pair => new[] { pair.File, pair.Prompt }),
            ]);
        exitCode.ShouldBe(0, error);
        JsonSerializer.Deserialize<double[]>(output)!.Select(score => ((float)score).ToString("R", CultureInfo.InvariantCulture)).ShouldBe(expected);
    }
}
