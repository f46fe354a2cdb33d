using System.CommandLine;
using RewardLab.Abstractions;
using RewardLab.Runs.Store;
using RewardLab.Torch.Runtime;

namespace RewardLab.Terminal;

/// <summary>Options that several commands take.</summary>
internal static class GlobalOptions
{
    private const int MaxThreads = 1024;

    public static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "show the stack trace of an error",
        Recursive = true,
    };

    public static readonly Option<bool> Quiet = new("--quiet")
    {
        Description = "print results and errors only: no progress, no log lines, no hints",
        Recursive = true,
    };

    public static readonly Option<bool> Safe = new("--safe")
    {
        Description = "load RewardLab's own plugins only: for when a plugin of yours keeps RewardLab from working",
        Recursive = true,
    };

    public static readonly Option<string?> LibTorch = new("--libtorch")
    {
        Description =
            "folder of an existing libtorch to use instead of the built-in one, such as torch/lib "
            + $"of an installed PyTorch [or {TorchRuntimeOptions.LibTorchVariable}]",
        HelpName = "DIR",
        Recursive = true,
    };

    public static readonly Option<string?> Runs = new("--runs")
    {
        Description = $"folder of runs, created if it is missing [or {RunStore.FolderVariable}; default: runs]",
        HelpName = "DIR",
    };

    /// <summary>Said by whoever starts a run that shall continue without them.</summary>
    public static readonly Option<bool> Detached = new("--detached")
    {
        Description = "keep running after the starting program and its terminal have ended",
        Hidden = true,
    };

    /// <summary>How image files are read.</summary>
    public static Option<ImageReading?> NewImageReading()
    {
        var reading = new Option<ImageReading?>("--image-reading")
        {
            Description =
                "how image files are read: shown, as people see them (turned by EXIF, transparency on white), or reference, "
                + "as the original rewards read them (Pillow's convert(\"RGB\")) [default: the rewards' option imageReading, shown]",
            HelpName = "shown|reference",
        };
        reading.CompletionSources.Clear();
        reading.CompletionSources.Add("shown", "reference");
        return reading;
    }

    /// <summary>How many threads torch computes with.</summary>
    public static Option<int?> NewThreads()
    {
        var threads = new Option<int?>("--threads") { Description = "number of threads for torch [default: the number of physical cores]", HelpName = "N" };
        threads.Validators.Add(result =>
        {
            if (result.ValueOrDefault(threads) is < 1 or > MaxThreads)
            {
                result.AddError($"--threads must be from 1 to {MaxThreads}.");
            }
        });
        return threads;
    }

    /// <summary>Takes <see cref="Detached"/> to heart.</summary>
    public static void Detach(ParseResult parsed, Session session)
    {
        if (parsed.GetValue(Detached))
        {
            session.Screen.Detach();
            Detachment.LeaveTerminal();
        }
    }

    /// <summary>How to start libtorch.</summary>
    public static TorchRuntimeOptions TorchOptions(ParseResult parsed, int? threadCount = null)
    {
        var options = TorchRuntimeOptions.FromEnvironment() with { ThreadCount = threadCount };
        return parsed.GetValue(LibTorch) is { } folder ? options with { LibTorchFolder = folder } : options;
    }
}
