using System.Globalization;
using System.Runtime.InteropServices;
using RewardLab.Cluster.Contracts;
using RewardLab.Cluster.Workers;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace RewardLab.Cluster.Tests.Processes;

/// <summary>The entry of this assembly: the tests, or a worker of the tests' own in a process of its own.</summary>
internal static class WorkerEntry
{
    /// <summary>The first argument of a worker; then address, token file, build, and milliseconds of a unit.</summary>
    public const string Worker = "--test-worker";

    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is [Worker, var address, var tokenPath, var build, var milliseconds])
        {
            return await WorkAsync(address, tokenPath, build, int.Parse(milliseconds, CultureInfo.InvariantCulture));
        }

        return arguments.Any(argument => argument is "--server" or "--internal-msbuild-node")
            ? await TestPlatformTestFramework.RunAsync(arguments, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : await ConsoleRunner.Run(arguments);
    }

    private static async Task<int> WorkAsync(string address, string tokenPath, string build, int milliseconds)
    {
        using var leaving = new CancellationTokenSource();
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            leaving.Cancel();
        });
        var options = new WorkerOptions
        {
            Card = new WorkerCard
            {
                Id = Guid.NewGuid().ToString("N"),
                Machine = "process",
                ProcessId = Environment.ProcessId,
                Build = build,
                Device = "cpu",
                Threads = 1,
                MemoryBytes = 0,
                Plugins = new Dictionary<string, string>(StringComparer.Ordinal),
                Canary = null,
            },
            CreateHandler = _ => new SquareHandler { Duration = TimeSpan.FromMilliseconds(milliseconds) },
            Log = Console.Error.WriteLine,
            Time = RealTime.Clock,
        };
        try
        {
            await ClusterWorker.RunAsync(HubAddress.Parse(address), tokenPath, options, leaving.Token);
            return 0;
        }
        catch (Abstractions.RewardLabException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }
}
