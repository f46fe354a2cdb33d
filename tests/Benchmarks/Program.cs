using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using RewardLab.Benchmarks;
using RewardLab.Torch.Runtime;

// In this process: libtorch is started by us, not by a project that BenchmarkDotNet would generate and restore.
TorchRuntime.Start();
if (args is ["ratios"])
{
    TextNormRatios.Run(Console.Out);
    return;
}

if (args is ["fine-tuning"])
{
    FineTuningEpochs.Run(Console.Out);
    return;
}

if (args is ["profile"])
{
    OperationProfile.Run(Console.Out);
    return;
}

if (args is ["speed", .. var turns])
{
    DenoiserSpeed.Run(Console.Out, turns is [var number] ? int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) : 3);
    return;
}

if (args is ["run-list", .. var counts])
{
    RunLists.Run(Console.Out, counts is [var count] ? int.Parse(count, System.Globalization.CultureInfo.InvariantCulture) : 1000);
    return;
}

if (args is ["growth", .. var sizes])
{
    Growth.Run(Console.Out, sizes is [var size] ? size : "");
    return;
}

if (args is ["start"])
{
    ProgramStarts.Run(Console.Out);
    return;
}

if (args is ["scoring", .. var parts])
{
    var imageCount = parts is [_, var images] ? int.Parse(images, System.Globalization.CultureInfo.InvariantCulture) : 256;
    ScoringThroughput.Run(Console.Out, parts is [var part, ..] ? part : "", imageCount);
    return;
}

if (args is ["serving"])
{
    await ServingThroughput.RunAsync(Console.Out);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(SamplingBenchmarks).Assembly)
    .Run(args, DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)));
