using System.CommandLine;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Serving.Watches;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Options of 'rewards serve' by which it samples what trainers send.</summary>
internal sealed class WatchingOptions
{
    private const int MaxWindow = 1_000_000;
    private const int MaxSampled = 4096;
    private const int MaxKept = 20_000; // as many as are shown of a run
    private const int MaxMegabytes = 1_000_000;

    private static readonly WatchOptions Usual = new();

    private readonly Option<string?> _folder = new("--watch")
    {
        Description =
            "sample the images that trainers send, with their prompts and scores, into a run in this folder of runs: 'runs list', 'serve', 'report' and "
            + "'label' open it with --runs DIR",
        HelpName = "DIR",
    };
    private readonly Option<string[]> _heldOut = new("--held-out")
    {
        Description = "with --watch: a held-out reward, given like --reward; it scores the samples, and the alarm is based on it; repeatable",
        HelpName = "ID|NAME=FILE",
    };
    private readonly Option<int> _window =
        Count("--watch-window", "scored images per window; a window is one point of every curve", Usual.ImagesPerWindow, MaxWindow);
    private readonly Option<int> _sample = Count("--watch-sample", "images sampled per window", Usual.SampledPerWindow, MaxSampled);
    private readonly Option<int> _images =
        Count("--watch-max-images", "maximum number of images kept; later windows are only scored", Usual.MaxImages, MaxKept);
    private readonly Option<int> _megabytes =
        Count("--watch-max-megabytes", "size of the run in megabytes at which watching ends", (int)(Usual.MaxBytes >> 20), MaxMegabytes);
    private readonly Option<ulong> _seed = new("--watch-seed") { Description = "seed of the sampling", HelpName = "N", DefaultValueFactory = _ => 0 };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _folder, _heldOut, _window, _sample, _images, _megabytes, _seed })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The folder of runs; null where nothing is watched.</summary>
    public string? Folder(ParseResult parsed) => parsed.GetValue(_folder);

    /// <summary>The held-out rewards, as they are named.</summary>
    /// <exception cref="RecipeUsageException">There are some, and nothing is watched.</exception>
    public string[] HeldOut(ParseResult parsed)
    {
        var heldOut = parsed.GetValue(_heldOut) ?? [];
        return heldOut.Length == 0 || Folder(parsed) is not null
            ? heldOut
            : throw new RecipeUsageException("--held-out needs --watch DIR, the folder of runs in which its scores are kept.");
    }

    /// <summary>The seed of the sampling.</summary>
    public ulong Seed(ParseResult parsed) => parsed.GetValue(_seed);

    /// <summary>How much is sampled and kept.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="heldOut">The held-out rewards' ids.</param>
    /// <exception cref="RecipeUsageException">It asks for more images of a window than it has.</exception>
    public WatchOptions Read(ParseResult parsed, IReadOnlyList<string> heldOut)
    {
        var (window, sample) = (parsed.GetValue(_window), parsed.GetValue(_sample));
        return sample > window && parsed.GetResult(_sample) is { Implicit: false }
            ? throw new RecipeUsageException(
                $"--watch-sample {sample} is more than the {window} images of --watch-window. Change one of the two.")
            : Usual with
            {
                HeldOut = heldOut,
                ImagesPerWindow = window,
                SampledPerWindow = Math.Min(sample, window),
                MaxImages = parsed.GetValue(_images),
                MaxBytes = (long)parsed.GetValue(_megabytes) << 20,
            };
    }

    private static Option<int> Count(string name, string description, int usual, int max)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.ValueOrDefault(option) is var value && (value < 1 || value > max))
            {
                result.AddError($"{name} must be from 1 to {max}.");
            }
        });
        return option;
    }
}
