using System.Collections.Concurrent;
using RewardLab.Abstractions;
using RewardLab.Runs.Files;
using RewardLab.Studies.Database;

namespace RewardLab.Studies.Sessions;

/// <summary>A study running: people join, items are handed out, answers are kept. Safe from any thread.</summary>
/// <remarks>One process at a time holds a study; others read it by <see cref="StudyContent.Read"/>.</remarks>
public sealed class Study : IDisposable
{
    private readonly Lock _databaseGate = new(); // held through a flush: nothing that a request needs is behind it
    private readonly TimeProvider _time;
    private readonly StudyDatabase _database;
    private readonly FileStream _lock;
    private readonly AnswerWriter _writer;
    private readonly ConcurrentDictionary<string, StudyAnnotator> _annotators;
    private readonly ConcurrentDictionary<int, StudyAnnotator> _annotatorsById;

    private Study(string path, StudyDatabase database, FileStream held, TimeProvider time)
    {
        (Path, _database, _lock, _time) = (path, database, held, time);
        var content = database.Read();
        Plan = content.Plan;
        Items = content.Items;
        _annotators = new ConcurrentDictionary<string, StudyAnnotator>(
            content.Annotators.ToDictionary(annotator => annotator.Name, StringComparer.Ordinal), StringComparer.Ordinal);
        _annotatorsById = new ConcurrentDictionary<int, StudyAnnotator>(content.Annotators.ToDictionary(annotator => annotator.Id));
        Board = new AssignmentScheduler(content, time);
        _writer = new AnswerWriter(Append);
    }

    /// <summary>Full path of the study's database.</summary>
    public string Path { get; }

    /// <summary>How it is made.</summary>
    public StudyPlan Plan { get; }

    /// <summary>What is asked, by number.</summary>
    public IReadOnlyList<StudyItem> Items { get; }

    /// <summary>Who has answered what, and who gets what next.</summary>
    public AssignmentScheduler Board { get; }

    /// <summary>Who has joined, in the order they came.</summary>
    public IReadOnlyList<StudyAnnotator> Annotators => [.. _annotatorsById.Values.OrderBy(annotator => annotator.Id)];

    /// <summary>Begins a study, or continues with the one that is there, which gets the items that it lacks.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="plan">How it is made, where it begins; a study that is there keeps its own.</param>
    /// <param name="items">What is asked.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="RewardLabException">There is nothing to ask, the study that is there asks something else, another process holds it,
    /// or the file cannot be written.</exception>
    public static Study Begin(string path, StudyPlan plan, IReadOnlyList<StudyItem> items, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(time);
        plan.Check();
        var held = Hold(path);
        StudyDatabase? database = null;
        try
        {
            var isNew = !File.Exists(path);
            if (isNew && items.Count == 0)
            {
                throw new RewardLabException("No image was found to label or compare.");
            }

            database = isNew ? StudyDatabase.Create(path, plan with { Id = StudyAnnotator.NewToken() }, items) : StudyDatabase.Open(path);
            if (!isNew)
            {
                var kind = database.Read().Plan.Kind;
                if (kind != plan.Kind)
                {
                    throw new RewardLabException(
                        $"'{path}' is a study of {kind.ToString().ToLowerInvariant()}, not of {plan.Kind.ToString().ToLowerInvariant()}. "
                        + "Name another file with --to.");
                }

                database.Add(items);
            }

            return new Study(path, database, held, time);
        }
        catch
        {
            database?.Dispose();
            held.Dispose();
            throw;
        }
    }

    /// <summary>Lets someone in: under a name that already exists, they resume where they were.</summary>
    /// <param name="name">1 to 60 characters.</param>
    /// <exception cref="RewardLabException">It is not a name.</exception>
    public StudyAnnotator Join(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var clean = string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (clean.Length is 0 or > StudyAnnotator.MaxNameLength || clean.Any(char.IsControl))
        {
            throw new RewardLabException($"An annotator's name has 1 to {StudyAnnotator.MaxNameLength} characters.");
        }

        if (!_annotators.TryGetValue(clean, out var annotator))
        {
            lock (_databaseGate)
            {
                annotator = _database.AddAnnotator(clean);
            }

            _annotatorsById[annotator.Id] = annotator;
            _annotators[clean] = annotator;
        }

        return annotator;
    }

    /// <summary>Keeps answers: all of them, or none where it fails. When the task has ended they are on the disk.</summary>
    /// <param name="answers">Answers, of one annotator or several.</param>
    /// <exception cref="RewardLabException">An answer is to no item or annotator of the study, or the file cannot be written.</exception>
    public async Task<IReadOnlyList<StudyAnswer>> SaveAsync(IReadOnlyList<NewAnswer> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        foreach (var answer in answers)
        {
            Check(answer);
        }

        var kept = await _writer.WriteAsync(answers);
        Board.Take(kept);
        return kept;
    }

    /// <summary>Keeps what is still under way, and lets the study go.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _database.Dispose();
        _lock.Dispose();
    }

    private static FileStream Hold(string path)
    {
        var file = path + ".lock";
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file))!);
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException exception) when (File.Exists(file))
        {
            throw new RewardLabException($"'{path}' is served by another process. Stop that process first, or use its link.", exception);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Writing(path, exception);
        }
    }

    private void Check(NewAnswer answer)
    {
        if (answer.Item < 1
            || answer.Item > Items.Count
            || !Plan.Questions.Contains(answer.Question)
            || answer.Value is < -1 or > 1
            || !_annotatorsById.ContainsKey(answer.Annotator))
        {
            throw new RewardLabException("This is not an answer to a question of this study.");
        }
    }

    private IReadOnlyList<StudyAnswer> Append(IReadOnlyList<NewAnswer> answers)
    {
        lock (_databaseGate)
        {
            return _database.Append(answers, _time.GetUtcNow());
        }
    }
}
