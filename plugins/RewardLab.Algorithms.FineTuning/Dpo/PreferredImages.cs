using System.Security.Cryptography;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Preferences;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Dpo;

/// <summary>Pairs of images that a file of preferences names, turned so that the preferred one comes first.</summary>
/// <param name="Pairs">At least one, each of two images.</param>
/// <param name="Folder">Where images are found.</param>
internal sealed record PreferredImages(IReadOnlyList<PreferredImages.Pair> Pairs, string Folder)
{
    /// <summary>SHA-256 over which images are preferred to which, whatever their files are called, in hexadecimal digits.</summary>
    /// <exception cref="IOException">An image cannot be read.</exception>
    public string Hash()
    {
        var contents = Files.ToDictionary(file => file, HashOf, StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
            Pairs.Select(pair => pair with { Preferred = contents[pair.Preferred], Other = contents[pair.Other] }))));
    }

    /// <summary>The images that pairs name, each once, in order.</summary>
    public string[] Files => [.. Pairs.SelectMany(pair => new[] { pair.Preferred, pair.Other }).Distinct(StringComparer.Ordinal)];

    /// <summary>Reads a file, before anything is computed.</summary>
    /// <param name="options">Names it, and says what becomes of ties.</param>
    /// <exception cref="RewardLabException">It cannot be read, nothing in it is preferred to anything, or an image is missing.</exception>
    public static PreferredImages Read(DpoOptions options)
    {
        var pairs = ReadFile(options)
            .Where(pair => pair.First != pair.Second && (options.Ties == TiedPairs.Half || pair.Outcome != PreferenceOutcome.Tie))
            .Select(pair => pair.Outcome == PreferenceOutcome.Second
                ? new Pair(pair.Prompt, pair.Second, pair.First, IsTie: false)
                : new Pair(pair.Prompt, pair.First, pair.Second, pair.Outcome == PreferenceOutcome.Tie))
            .ToArray();
        if (Array.TrueForAll(pairs, pair => pair.IsTie))
        {
            throw new RewardLabException(
                $"{options.Name}: '{options.Preferences}' prefers no image to another: every pair is a tie, or compares an image with itself. "
                + "Give preferences that are decided.");
        }

        var images = new PreferredImages(pairs, Path.GetDirectoryName(Path.GetFullPath(options.Preferences))!);
        var missing = Array.FindAll(images.Files, file => NamedFile.Find(images.Folder, file) is null);
        return missing.Length == 0 ? images : throw new RewardLabException(
            $"{options.Name}: {missing.Length} images of '{options.Preferences}' are missing, such as '{missing[0]}'. Names begin at the file's folder.");
    }

    /// <summary>Where an image lies.</summary>
    public string PathOf(string file) => NamedFile.Find(Folder, file) ?? Path.Combine(Folder, file);

    private string HashOf(string file)
    {
        using var stream = RegularFile.OpenRead(PathOf(file));
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static IReadOnlyList<PreferencePair> ReadFile(DpoOptions options)
    {
        try
        {
            using var stream = RegularFile.OpenRead(options.Preferences);
            return PreferenceFile.Read(stream, options.Preferences);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var why = exception.Message.ReplaceLineEndings(" ");
            throw new RewardLabException($"{options.Name}: option 'preferences' names '{options.Preferences}', which cannot be read: {why}", exception);
        }
    }

    /// <summary>Two images of a prompt.</summary>
    /// <param name="Prompt">The prompt.</param>
    /// <param name="Preferred">The preferred image's file; of a tie the one that is named first.</param>
    /// <param name="Other">The other image's file.</param>
    /// <param name="IsTie">Whether neither was preferred.</param>
    internal sealed record Pair(string Prompt, string Preferred, string Other, bool IsTie);
}
