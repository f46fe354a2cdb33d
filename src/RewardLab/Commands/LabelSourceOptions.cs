using System.CommandLine;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Jobs.Studies;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sources;

namespace RewardLab.Commands;

/// <summary>Options that say which images of a folder or a run are labelled, and for which prompts.</summary>
internal sealed class LabelSourceOptions
{
    private readonly Option<string?> _prompts = new("--prompts")
    {
        Description =
            "table with an image and its prompt in each row (CSV, JSON, JSON lines, Parquet) [default: "
            + "the run's scores, metadata.jsonl, or a text file beside each image]",
        HelpName = "FILE",
    };
    private readonly Option<string?> _prompt = new("--prompt") { Description = "one prompt for all images, quoted", HelpName = "TEXT" };
    private readonly Option<string?> _known = new("--calibration")
    {
        Description = "table of images with known labels, mixed in to measure annotators",
        HelpName = "FILE",
    };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_prompts, _prompt, _known];

    public void AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The items that the options ask for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="folder">Where the images are.</param>
    /// <param name="readable">Leaves out what cannot be read.</param>
    /// <param name="count">How many images; null for all.</param>
    /// <param name="seed">Seed of their choice.</param>
    /// <param name="without">Items that are there already: others are chosen.</param>
    /// <exception cref="RecipeUsageException">Two options exclude each other.</exception>
    public IReadOnlyList<StudyItem> Read(
        ParseResult parsed, string folder, ReadableImages readable, int? count, ulong seed, IReadOnlyList<StudyItem>? without = null)
    {
        if (parsed.GetValue(_prompts) is not null && parsed.GetValue(_prompt) is not null)
        {
            throw new RecipeUsageException(
                "Prompts are given in more than one way. Use either a table (--prompts) or one prompt for all images (--prompt).");
        }

        var found = PromptedImages.Read(folder, parsed.GetValue(_prompts), parsed.GetValue(_prompt));
        if (parsed.GetValue(_prompts) is null && !ModelImageReader.IsRun(folder))
        {
            readable.NameThoseWithoutPrompt(folder, found);
        }

        var there = without?.Select(item => (item.Prompt, item.First[0].Path)).ToHashSet() ?? [];
        var images = readable.Find([.. found.Where(image => !there.Contains((image.Prompt, image.Image.Path)))]);
        return
        [
            .. ImageSelection.Create(images, count, seed).Select(image => new StudyItem(0, image.Prompt, [image.Image], [])),
            .. parsed.GetValue(_known) is { } table ? PromptedImages.Known(table) : [],
        ];
    }
}
