using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RewardLab.Web.Tests.Rewards;

/// <summary>The lines of configuration that the README gives for each trainer: clients that take addresses and ids from them get the calibrated
/// reward.</summary>
public sealed class TrainerConfigurationTests : IDisposable
{
    private const string Documented = "http://127.0.0.1:4747";
    private static readonly string Section = ReadSection();

    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public void Configuration_OfEachTrainer_ReachesTheCalibratedReward()
    {
        Assert.SkipUnless(DebianPython.Has("requests, PIL, numpy, aiohttp"), "needs Debian's python3-requests, -pil, -numpy and -aiohttp");
        (string Client, string Address, string Id)[] trainers =
        [
            ("score_client.py", After(@"base_url: (\S+)"), After(@"required_rewards: \[(\w+)\]")),
            ("compute_client.py", After("server_url: \"([^\"]+)\""), ""),
            ("prompts_client.py", After(@"server_url=([^""\s]+)"), ""),
            ("prompts_client.py", After("\nurl = \"([^\"]+)\""), ""),
        ];

        // As the README says it, with Toybox's reward and generator in place of those whose weights are not here.
        var tree = Fence("yaml").Replace("pickscore", "toybox-pickscore", StringComparison.Ordinal).Replace("auto", "rules", StringComparison.Ordinal);
        _workplace.Write("textnorm.yaml", tree);
        var command = Section.Split('\n').Single(line => line.StartsWith("rewardlab rewards serve", StringComparison.Ordinal));
        string[] arguments = [.. command.Split(' ').Skip(3).Select(word => word == "pickscore" ? "toybox-pickscore" : word)];
        (string File, string Prompt)[] pairs = [.. ServedRewards.GoldenPairs().Take(2)];
        var expected = Calibrated(pairs);
        using var served = new ServedRewards(_workplace, arguments);

        foreach (var (client, address, id) in trainers)
        {
            address.ShouldStartWith(Documented);
            var url = served.Url.ToString().TrimEnd('/') + address[Documented.Length..];
            var (exitCode, output, error) = DebianPython.Run(
                [
                    Path.Combine(AppContext.BaseDirectory, "Rewards", "Clients", client), url, "PNG", id,
                    .. pairs.SelectMany(pair => new[] { pair.File, pair.Prompt }),
                ]);
            exitCode.ShouldBe(0, $"{client}: {error}");
            JsonSerializer.Deserialize<double[]>(output)!.ShouldBe(expected, 1e-6, client); // verl-omni's asks image by image
        }
    }

    /// <summary>The bounds that the README tells of a calibrated score.</summary>
    [Fact]
    public void Range_OfMinMax_IsAsTold()
    {
        Section.ShouldContain("1/(1+m e^scale) and 1/(1+m e^-scale)");
        var (low, high) = (1 / (1 + (10 * Math.Exp(10))), 1 / (1 + (10 * Math.Exp(-10))));
        Section.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"between {low:0.000000} and {high:0.0000}."));
    }

    private double[] Calibrated((string File, string Prompt)[] pairs)
    {
        _workplace.Write("pairs.csv", "image,prompt\n" + string.Concat(pairs.Select(pair => $"{pair.File},{pair.Prompt}\n")));
        var outcome = _workplace.Run(
            "score", "--reward", "toybox-pickscore", "--textnorm", "rules", "--prompts", _workplace["pairs.csv"], "--csv", _workplace["scores.csv"]);
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        var rows = File.ReadAllLines(_workplace["scores.csv"], Encoding.UTF8).Skip(1);
        return [.. rows.Select(row => double.Parse(row.Split(',')[^1], CultureInfo.InvariantCulture))];
    }

    private static string After(string pattern) =>
        Regex.Match(Section, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"The README has no line '{pattern}'.");

    private static string Fence(string language) => Section.Split($"```{language}\n")[1].Split("```")[0];

    private static string ReadSection()
    {
        var text = File.ReadAllText(Path.Combine(Workplace.Repository, "src", "RewardLab.Web", "README.md")).ReplaceLineEndings("\n");
        return text.Split("### From a trainer's side")[1].Split("\n## ")[0];
    }
}
