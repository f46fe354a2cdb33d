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
        RequirePython();
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

    [Theory]
    [InlineData("retrying_compute_client.py")]
    [InlineData("retrying_pickle_client.py")]
    public void Client_ThatTriesAgain_LosesNothingWhileTheServiceIsKilledThreeTimes(string client)
    {
        const int Requests = 200;
        RequirePython();
        var port = ServedRewards.FreePort().ToString(CultureInfo.InvariantCulture);
        var served = new ServedRewards(_workplace, "--reward", "toybox-clip", "--port", port);
        try
        {
            string[] arguments =
            [
                Path.Combine(AppContext.BaseDirectory, "Rewards", "Clients", client), served.Url.ToString().TrimEnd('/'),
                Requests.ToString(CultureInfo.InvariantCulture), ServedRewards.GoldenPairs()[0].File,
            ];
            var (exitCode, undisturbed, error) = DebianPython.Run(arguments);
            exitCode.ShouldBe(0, error);
            served.Program.KillAtOnce();
            served.Dispose();
            served = new ServedRewards(_workplace, "--reward", "toybox-clip", "--port", port); // which remembers nothing
            using var training = new RunningProgram(DebianPython.Start(arguments));
            for (var kill = 1; kill <= 3; kill++)
            {
                var answers = kill * Requests / 5;
                training.WaitFor(() => Lines(training.OutputSoFar).Length >= answers, $"{answers} answers");
                served.Program.KillAtOnce();
                served.Dispose();
                served = new ServedRewards(_workplace, "--reward", "toybox-clip", "--port", port);
            }

            training.WaitForExit();
            training.Process.ExitCode.ShouldBe(0, training.Error);
            Lines(training.Output).ShouldBe(Lines(undisturbed), ignoreOrder: true);
            Lines(undisturbed).Length.ShouldBe(Requests);
        }
        finally
        {
            served.Dispose();
        }

        static string[] Lines(string output) => output[..(output.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static void RequirePython() =>
        Assert.SkipUnless(DebianPython.Has("requests, PIL, numpy, aiohttp"), "needs Debian's python3-requests, -pil, -numpy and -aiohttp");
}
