using RewardLab.Abstractions;
using RewardLab.Studies.Database;
using RewardLab.Studies.Results;

namespace RewardLab.Studies.Sources;

/// <summary>Finds the items of a study that a file's answers are to: by what they show, by the names of their files, and by position only where that is
/// asked for.</summary>
internal sealed class ItemFinder
{
    private readonly ILookup<(string Prompt, (string, string, int) Group, bool IsKnown, string Hash), StudyItem> _byHash;
    private readonly ILookup<(string Prompt, (string, string, int) Group, bool IsKnown, string Name), StudyItem> _byName;
    private readonly ILookup<(string Prompt, string Name), StudyItem> _byPosition;
    private readonly Dictionary<long, string?> _hashes;
    private readonly bool _isByPosition;

    /// <param name="items">The study's items.</param>
    /// <param name="isByPosition">Whether images that a file names by their position alone are taken to be those in this study's places.</param>
    public ItemFinder(IReadOnlyList<StudyItem> items, bool isByPosition)
    {
        _isByPosition = isByPosition;
        var complete = ImageHash.Complete(items);
        _hashes = complete.ToDictionary(item => item.Id, ImageHash.Of);
        _byHash = complete.Where(item => _hashes[item.Id] is not null)
            .ToLookup(item => (item.Prompt, GroupOf(item), item.Known is not null, _hashes[item.Id]!));
        var own = Tia2Names.Own(items);
        _byName = complete.SelectMany(item => NamesOf(item, own).Distinct(StringComparer.Ordinal)
            .Select(name => (Key: (item.Prompt, GroupOf(item), item.Known is not null, name), Item: item)))
            .ToLookup(entry => entry.Key, entry => entry.Item);
        var positions = Tia2Names.Create(items);
        _byPosition = complete.Where(item => positions.ContainsKey(item.Id)).ToLookup(item => (item.Prompt, positions[item.Id].Image));
        CountOfEach = complete.Where(item => item.Known is null).CountBy(item => item.Prompt, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>How many images of each prompt are asked for.</summary>
    public IReadOnlyDictionary<string, int> CountOfEach { get; }

    /// <summary>The item that is meant; null where the study has none such.</summary>
    /// <exception cref="RewardLabException">The study's image of this name is another one, or the file gives a position alone.</exception>
    public StudyItem? Find(ItemReference reference)
    {
        var (group, isKnown) = (reference.Group, reference.Known is not null);
        var named = _byName[(reference.Prompt, group, isKnown, reference.Image)]
            .Concat(_byName[(reference.Prompt, group, isKnown, reference.Image.Replace('\\', '/'))]).ToArray();
        if (reference.Sha256 is { } hash)
        {
            StudyItem[] same = [.. _byHash[(reference.Prompt, group, isKnown, hash)]];
            if (same.Length > 0)
            {
                return same.FirstOrDefault(item => named.Any(other => other.Id == item.Id)) ?? same[0];
            }

            // A study whose image is missing cannot say what it was; else it is another one.
            return named switch
            {
                [] => null,
                [var item, ..] when _hashes[item.Id] is null => item,
                [var item, ..] => throw new RewardLabException(
                    $"{reference.Place}: '{reference.Image}' of prompt \"{reference.Prompt}\" shows something else than this study's "
                    + $"(SHA-256 {hash[..Math.Min(12, hash.Length)]}... there, {_hashes[item.Id]![..12]}... here). Nothing was imported."),
            };
        }

        if (reference.Files is { } files)
        {
            return named.FirstOrDefault(item => ItemReference.FilesOf(item) == files);
        }

        if (group.First.Length > 0)
        {
            return _isByPosition ? named.FirstOrDefault() : throw NeedsPosition(reference);
        }

        return named.FirstOrDefault()
            ?? (!reference.IsPosition ? null
                : _isByPosition ? _byPosition[(reference.Prompt, reference.Image)].FirstOrDefault() : throw NeedsPosition(reference));
    }

    private static (string, string, int) GroupOf(StudyItem item) => (item.FirstModel, item.SecondModel, item.Set);

    private static IEnumerable<string> NamesOf(StudyItem item, IReadOnlyDictionary<long, Evaluation.Tia2.Tia2Annotation>? own) =>
    [
        item.First[0].File, item.First[0].Path, item.First[0].NameBelowParent,
        .. own?.TryGetValue(item.Id, out var name) == true ? [name.Image] : Array.Empty<string>(),
    ];

    private static RewardLabException NeedsPosition(ItemReference reference) => new(
        $"{reference.Place}: '{reference.Image}' tells the image by its position alone, without file name and content hash. "
        + "If the study's images are still the same, in the same places, say so with --by-position.");
}
