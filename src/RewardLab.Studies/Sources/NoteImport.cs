using RewardLab.Abstractions;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;

namespace RewardLab.Studies.Sources;

/// <summary>Takes comments and decisions from another study into a study, with their times and history.</summary>
internal sealed class NoteImport
{
    private readonly List<(StudyComment Kept, long Item, StudyAnnotator Annotator, string Name)> _comments = [];
    private readonly List<(StudyAdjudication Kept, long Item)> _decisions = [];

    /// <summary>Reads another study's, and finds their items.</summary>
    /// <param name="path">The other study's file; another kind of file holds none.</param>
    /// <param name="finder">Finds the items.</param>
    /// <param name="nameOf">What an annotator of the other study is called in this one.</param>
    /// <exception cref="RewardLabException">It cannot be read, or an item is none of the study's.</exception>
    public NoteImport(string path, ItemFinder finder, Func<StudyAnnotator, string> nameOf)
    {
        if (!Path.GetExtension(path).Equals(".db", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var content = StudyContent.Read(path);
        var annotators = content.Annotators.ToDictionary(annotator => annotator.Id);
        var noted = content.Comments.Select(kept => kept.Comment.Item).Concat(content.Adjudications.Select(kept => kept.Decision.Item)).ToHashSet();
        var items = ImageHash.Complete([.. content.Items.Where(item => noted.Contains(item.Id))]).ToDictionary(
            item => item.Id,
            item => finder.Find(ImportedFile.Reference(item, path))?.Id ?? throw new RewardLabException(
                $"{path}, item {item.Id}: '{item.First[0].File}' of prompt \"{item.Prompt}\" is not an image of this study."));
        _comments.AddRange(content.Comments.Select(kept =>
            (kept, items[kept.Comment.Item], annotators[kept.Comment.Annotator], nameOf(annotators[kept.Comment.Annotator]))));
        _decisions.AddRange(content.Adjudications.Select(kept => (kept, items[kept.Decision.Item])));
    }

    /// <summary>Saves what the study does not have. What was written or decided since stands.</summary>
    /// <returns>How many of each were new.</returns>
    /// <exception cref="RewardLabException">The file cannot be written, or a name is a reward's.</exception>
    public (int Comments, int Decisions) Save(Study study)
    {
        var there = StudyContent.Read(study.Path);
        var comments = there.Comments.ToLookup(kept => (kept.Comment.Annotator, kept.Comment.Item));
        var decisions = there.Adjudications.ToLookup(kept => (kept.Decision.Item, kept.Decision.Question));
        var count = (Comments: 0, Decisions: 0);
        foreach (var (kept, item, annotator, name) in _comments)
        {
            var own = study.Find(name) ?? study.Join(annotator, name);
            if (!comments[(own.Id, item)].Any(other => other.Saved >= kept.Saved))
            {
                study.Import(kept.Comment with { Annotator = own.Id, Item = item, Key = null }, kept.Saved);
                count.Comments++;
            }
        }

        foreach (var (kept, item) in _decisions)
        {
            if (!decisions[(item, kept.Decision.Question)].Any(other => other.Saved >= kept.Saved))
            {
                study.Import(kept.Decision with { Item = item }, kept.Saved);
                count.Decisions++;
            }
        }

        return count;
    }
}
