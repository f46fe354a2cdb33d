using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using RewardLab.Serving.Tests;

namespace RewardLab.Web.Tests.Rewards;

/// <summary>The built program while it serves rewards.</summary>
internal sealed partial class ServedRewards : IDisposable
{
    public ServedRewards(Workplace workplace, params string[] arguments)
        : this(workplace.Start(
            ["rewards", "serve", .. arguments, .. arguments.Any(argument => argument is "--port" or "--listen") ? Array.Empty<string>() : ["--port", "0"]]))
    {
    }

    private ServedRewards(RunningProgram program)
    {
        Program = program;
        Program.WaitFor(() => Program.OutputSoFar.Contains("Press Ctrl+C to stop", StringComparison.Ordinal), "its rewards");
        Url = new Uri(Address().Match(Program.OutputSoFar).Value);
    }

    public RunningProgram Program { get; }

    public Uri Url { get; }

    /// <summary>The same where a folder of the place is a disk of so many kilobytes; needs <see cref="TmuxScreen.MayMount"/>.</summary>
    public static ServedRewards OnSmallDisk(Workplace workplace, string folder, int kilobytes, params string[] arguments) =>
        new(workplace.StartOnSmallDisk(folder, kilobytes, ["rewards", "serve", .. arguments, "--port", "0"]));

    /// <summary>A port of this machine at which nobody listens: for a program that is started there again and again.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>What 'rewardlab score' says of files and their prompts, in the digits that it writes.</summary>
    public static string[] Score(Workplace workplace, string reward, IEnumerable<(string File, string Prompt)> pairs)
    {
        workplace.Write("pairs.csv", "image,prompt\n" + string.Concat(pairs.Select(pair => $"{pair.File},{pair.Prompt}\n")));
        var outcome = workplace.Run("score", "--reward", reward, "--prompts", workplace["pairs.csv"], "--csv", workplace["scores.csv"], "--force");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        return [.. File.ReadAllLines(workplace["scores.csv"], Encoding.UTF8).Skip(1).Select(line => line.Split(',')[^1])];
    }

    /// <summary>The golden images and their prompts.</summary>
    public static (string File, string Prompt)[] GoldenPairs() =>
        [.. GoldenBodies.Prompts.Select((prompt, i) => (GoldenBodies.PathOf(string.Create(CultureInfo.InvariantCulture, $"image{i}.png")), prompt))];

    public void Dispose() => Program.Dispose();

    [GeneratedRegex(@"https?://[^\s/]+/", RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
