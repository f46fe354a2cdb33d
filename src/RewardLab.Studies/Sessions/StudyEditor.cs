using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Studies.Database;
using RewardLab.Studies.Names;

namespace RewardLab.Studies.Sessions;

/// <summary>Changes a study that is not being served: its items, how many annotators each gets, and its links.
/// Each change is kept in the study's history.</summary>
public sealed class StudyEditor : IDisposable
{
    private readonly StudyDatabase _database;
    private readonly FileStream _lock;
    private readonly TimeProvider _time;

    private StudyEditor(StudyDatabase database, FileStream held, TimeProvider time) => (_database, _lock, _time) = (database, held, time);

    /// <summary>Opens a study to change it.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="RewardLabException">There is none, another process holds it, or the file cannot be written.</exception>
    public static StudyEditor Open(string path, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(time);
        var held = StudyLock.Hold(path);
        try
        {
            return new StudyEditor(StudyDatabase.Open(path), held, time);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Adds the items that the study lacks; what it has keeps its numbers and sides.</summary>
    /// <returns>How many were added.</returns>
    public int Add(IReadOnlyList<StudyItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var added = 0;
        Change(() => (added = _database.Add(items)) > 0 ? $"added {added} items, which makes {_database.Read().Items.Count}" : null);
        return added;
    }

    /// <summary>Sets how many people answer each item: more seats, or fewer, which closes items that have enough.</summary>
    /// <param name="count">1 to 1000.</param>
    /// <exception cref="RewardLabException">It is out of its range.</exception>
    public void SetAnnotatorsPerItem(int count) => Change(() =>
    {
        var plan = _database.Read().Plan;
        (plan with { AnnotatorsPerItem = count }).Check();
        _database.Set(StudySettings.AnnotatorsPerItem, count.ToString(CultureInfo.InvariantCulture));
        return plan.AnnotatorsPerItem == count ? null : $"annotators each: {plan.AnnotatorsPerItem} before, {count} now";
    });

    /// <summary>Closes items, which are asked no more while their answers still count; or opens closed ones again.</summary>
    /// <param name="items">Numbers of items.</param>
    /// <param name="isClosed">Whether to close them.</param>
    /// <returns>How many were changed.</returns>
    /// <exception cref="RewardLabException">A number is none of the study's.</exception>
    public int Close(IReadOnlyList<long> items, bool isClosed)
    {
        ArgumentNullException.ThrowIfNull(items);
        var changed = 0;
        Change(() =>
        {
            var there = _database.Read().Items;
            if (items.Where(item => item < 1 || item > there.Count).Take(1).ToArray() is [var unknown])
            {
                throw new RewardLabException(
                    $"The study has no item {unknown}. Its items are 1 to {there.Count}; 'rewardlab study export --answers FILE' lists them.");
            }

            long[] news = [.. items.Distinct().Where(item => there[(int)item - 1].IsClosed != isClosed).Order()];
            foreach (var item in news)
            {
                _database.Close(item, isClosed);
            }

            changed = news.Length;
            return changed == 0 ? null : $"{(isClosed ? "closed" : "opened again")}: {(changed == 1 ? "item" : "items")} {string.Join(", ", news)}";
        });
        return changed;
    }

    /// <summary>Makes another link for whoever has no name yet: the former one is dead.</summary>
    public void RenewSession() => Change(() =>
    {
        _database.Set(StudySettings.SessionToken, StudyAnnotator.NewToken());
        return "renewed the link that asks for a name";
    });

    /// <summary>Makes another link for an annotator: the former one is dead.</summary>
    /// <param name="name">Their name, in any of its spellings.</param>
    /// <exception cref="RewardLabException">Nobody has it.</exception>
    public void Renew(string name) => Change(() =>
    {
        var annotators = _database.Read().People;
        var folded = AnnotatorName.Fold(name);
        var annotator = annotators.FirstOrDefault(annotator => AnnotatorName.Fold(annotator.Name) == folded)
            ?? throw new RewardLabException(
                $"Nobody is called '{name}' in this study. Its annotators are {string.Join(", ", annotators.Select(annotator => annotator.Name))}.");
        _database.Renew(annotator.Id);
        return $"renewed the link of {annotator.Name}";
    });

    /// <summary>Lets the study go.</summary>
    public void Dispose()
    {
        _database.Dispose();
        _lock.Dispose();
    }

    private void Change(Func<string?> change) => _database.Change(change, _time.GetUtcNow());
}
