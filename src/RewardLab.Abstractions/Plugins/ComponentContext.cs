namespace RewardLab.Abstractions;

/// <summary>What the host offers a component while it is made.</summary>
public sealed record ComponentContext
{
    /// <summary>Folder of the plugin that exports the component: its weights and data lie there. Read-only.</summary>
    public required string PluginFolder { get; init; }

    /// <summary>Folder for files that can be made again, the plugin's own; exists.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>Every other component, by id.</summary>
    public required IComponentCatalog Components { get; init; }

    /// <summary>Models on this machine: downloaded ones, and folders.</summary>
    public IModelCatalog Models { get; init; } = FolderModels.Instance;

    /// <summary>Reads an image's file: PNG, JPEG, WebP, GIF (its first frame), BMP or TIFF (its first page), as people see it, 8-bit RGB, a batch of one. Safe
    /// from any thread.</summary>
    /// <exception cref="RewardLabException">The file is missing, no image, cut off or too large; the message names it.</exception>
    public Func<string, ImageBatch> ReadImage { get; init; } = static path => throw new RewardLabException($"'{path}': this host reads no images.");

    /// <summary>The same, read as people see it or as the rewards' originals read it. Safe from any thread.</summary>
    /// <exception cref="RewardLabException">The file is missing, no image, cut off or too large; the message names it.</exception>
    public Func<string, ImageReading, ImageBatch> ReadImageAs { get; init; } = static (path, _) => throw new RewardLabException(
        $"'{path}': this host reads no images.");

    /// <summary>Writes one image of a batch to a stream as PNG: stream, batch, index in the batch. Safe from any thread.</summary>
    public Action<Stream, ImageBatch, int> WriteImage { get; init; } = static (_, _, _) => throw new RewardLabException("This host writes no images.");

    /// <summary>The prompts of a file, as every command reads them: text with a prompt per line, or a table with a column of prompts.
    /// Safe from any thread.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, is of another kind, or has no prompt, or one twice; the message names it.</exception>
    public Func<string, IReadOnlyList<string>> ReadPrompts { get; init; } = static path => throw new RewardLabException(
        $"'{path}': this host reads no prompts.");

    /// <summary>Records a number that depends on the state of the machine, such as a batch size chosen by free memory:
    /// the first choice is kept with the run and used again when it resumes.</summary>
    /// <remarks>Arguments: the purpose of the number, always in the same words, and a function that chooses it. Returns the recorded number.
    /// Safe from any thread.</remarks>
    public Func<string, Func<int>, int> RecordSetting { get; init; } = static (_, choose) => choose();

    /// <summary>The former name of <see cref="ReadImage"/>.</summary>
    [Obsolete("Use ReadImage.")]
    public Func<string, ImageBatch> ReadPicture => ReadImage;

    /// <summary>The former name of <see cref="ReadImageAs"/>.</summary>
    [Obsolete("Use ReadImageAs.")]
    public Func<string, ImageReading, ImageBatch> ReadPictureAs => ReadImageAs;

    /// <summary>The former name of <see cref="WriteImage"/>.</summary>
    [Obsolete("Use WriteImage.")]
    public Action<Stream, ImageBatch, int> WritePicture => WriteImage;

    /// <summary>The former name of <see cref="RecordSetting"/>.</summary>
    [Obsolete("Use RecordSetting.")]
    public Func<string, Func<int>, int> Settle => RecordSetting;

    /// <summary>Writes a line for the user.</summary>
    public Action<string> Log { get; init; } = static _ => { };
}
