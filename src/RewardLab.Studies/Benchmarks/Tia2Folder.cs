using RewardLab.Abstractions;
using RewardLab.Evaluation.Prompts;
using RewardLab.Evaluation.Tia2;

namespace RewardLab.Studies.Benchmarks;

/// <summary>TIA2 in a folder laid out as its repository.</summary>
public sealed class Tia2Folder
{
    private const string AuthorsName = "authors";

    private readonly string _folder;

    /// <summary>Opens a folder.</summary>
    /// <exception cref="RewardLabException">There is none.</exception>
    public Tia2Folder(string folder)
    {
        _folder = Path.GetFullPath(folder);
        if (!Directory.Exists(_folder))
        {
            throw new RewardLabException($"There is no folder '{folder}'. Download TIA2 with 'rewardlab data get tia2'.");
        }
    }

    /// <summary>Whether a folder is laid out so.</summary>
    public static bool IsOne(string folder) => Directory.Exists(Path.Combine(folder, "human_annotations"));

    /// <summary>Where a file of the layout lies.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>The published scores of a set.</summary>
    /// <exception cref="RewardLabException">The file is missing, cannot be read or is of another shape.</exception>
    public IReadOnlyList<PublishedScores> Scores(Tia2Set set) => Read(set.ScoreFile, PublishedScoreFile.Read);

    /// <summary>The folder of the authors' own files that is in this one; null where there is none, or none of their files in it.</summary>
    public string? AuthorsFolder =>
        PathOf(AuthorsName) is var folder && Tia2Set.All.Any(set => File.Exists(Path.Combine(folder, set.AuthorsFile))) ? folder : null;

    /// <summary>What the authors' own files hold of a set: settings and metrics on the prompts of their experiments.</summary>
    /// <param name="folder">The folder of these files.</param>
    /// <param name="set">The set.</param>
    /// <exception cref="RewardLabException">The file is missing, cannot be read or is of another shape.</exception>
    public static IReadOnlyList<PublishedScores> Authors(string folder, Tia2Set set) =>
        Read(
            Path.Combine(Path.GetFullPath(folder), set.AuthorsFile),
            PublishedScoreFile.Read,
            "--authors needs the folder of the authors' own files, which 'rewardlab data get tia2-authors' creates");

    /// <summary>The labels of a set.</summary>
    /// <exception cref="RewardLabException">The file is missing, cannot be read or is of another shape.</exception>
    public IReadOnlyList<Tia2Annotation> Annotations(Tia2Set set) => Read(set.LabelFile, Tia2AnnotationFile.Read);

    /// <summary>The contrastive prompts of a set.</summary>
    /// <exception cref="RewardLabException">The file is missing, cannot be read or is of another shape.</exception>
    public IReadOnlyList<ContrastiveSet> Prompts(Tia2Set set) => Read(set.PromptFile, PromptSetFile.Read);

    private T Read<T>(string name, Func<Stream, string, T> read) =>
        Read(PathOf(name), read, "--data needs a folder in the layout of TIA2's repository, which 'rewardlab data get tia2' creates");

    private static T Read<T>(string path, Func<Stream, string, T> read, string advice)
    {
        try
        {
            using var stream = RegularFile.OpenRead(path);
            return read(stream, path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RewardLabException($"{path} is missing; {advice}.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RewardLabException($"{path} cannot be read: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }
}
