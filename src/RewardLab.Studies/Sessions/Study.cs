using System.Collections.Concurrent;
using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Studies.Database;
using RewardLab.Studies.Names;

namespace RewardLab.Studies.Sessions;

/// <summary>A study in progress: people join, items are handed out, answers are kept. Safe from any thread.</summary>
/// <remarks>One process at a time holds a study; others read it by <see cref="StudyContent.Read"/>.</remarks>
public sealed class Study : IDisposable
{
    private readonly Lock _databaseGate = new(); // held through a flush: nothing that a request needs is behind it
    private readonly TimeProvider _time;
    private readonly StudyDatabase _database;
    private readonly FileStream _lock;
    private readonly AnswerWriter _writer;
    private readonly ConcurrentDictionary<string, StudyAnnotator> _annotators; // by folded name
    private readonly ConcurrentDictionary<int, StudyAnnotator> _annotatorsById;
    private readonly ConcurrentDictionary<(int Annotator, long Item), StudyComment> _comments = [];

    private Study(string path, StudyDatabase database, FileStream held, bool isResumed, TimeProvider time)
    {
        (Path, _database, _lock, IsResumed, _time) = (path, database, held, isResumed, time);
        var content = database.Read();
        Plan = content.Plan;
        Items = content.Items;
        _annotators = new ConcurrentDictionary<string, StudyAnnotator>(StringComparer.Ordinal);
        foreach (var annotator in content.Annotators)
        {
            _annotators.TryAdd(AnnotatorName.Fold(annotator.Name), annotator);
        }

        _annotatorsById = new ConcurrentDictionary<int, StudyAnnotator>(content.Annotators.ToDictionary(annotator => annotator.Id));
        Board = new AssignmentScheduler(content, time);
        _writer = new AnswerWriter(Append);
        Presentation = database.ReadPresentation();
        foreach (var kept in content.LatestComments)
        {
            _comments[(kept.Comment.Annotator, kept.Comment.Item)] = kept;
        }
    }

    /// <summary>Full path of the study's database.</summary>
    public string Path { get; }

    /// <summary>How it is made.</summary>
    public StudyPlan Plan { get; }

    /// <summary>What is asked, by number.</summary>
    public IReadOnlyList<StudyItem> Items { get; }

    /// <summary>Whether it was there before: it keeps its own plan and items then.</summary>
    public bool IsResumed { get; }

    /// <summary>How its pages ask.</summary>
    public StudyPresentation Presentation { get; private set; }

    /// <summary>Who has answered what, and who gets what next.</summary>
    public AssignmentScheduler Board { get; }

    /// <summary>Who has joined, in the order they came.</summary>
    public IReadOnlyList<StudyAnnotator> Annotators => [.. _annotatorsById.Values.OrderBy(annotator => annotator.Id)];

    /// <summary>The address at which it was last served, such as "http://127.0.0.1:4747"; null where it never was. Browsers keep answers that wait to be saved
    /// by it.</summary>
    public string? Address => Setting(StudySettings.Address);

    /// <summary>The port at which it is served where none is asked for; null where it never was.</summary>
    public int? Port => int.TryParse(Setting(StudySettings.Port), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;

    /// <summary>Begins a study, or continues with the one that is there, as it is.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="plan">How it is made, where it begins; a study that is there keeps its own.</param>
    /// <param name="items">What is asked, where it begins; <see cref="StudyEditor"/> adds to a study that is there.</param>
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
        return Start(path, time, isNew =>
        {
            if (!isNew)
            {
                return StudyDatabase.Open(path);
            }

            return items.Count > 0
                ? StudyDatabase.Create(path, plan with { Id = StudyAnnotator.NewToken() }, items, time.GetUtcNow())
                : throw new RewardLabException("No image was found to label or compare.");
        }, plan.Kind);
    }

    /// <summary>Opens a study that is there.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="RewardLabException">There is none, another process holds it, or the file cannot be written.</exception>
    public static Study Open(string path, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(time);
        return Start(path, time, _ => StudyDatabase.Open(path), kind: null);
    }

    /// <summary>Who has a name, in any of its spellings; null where nobody has.</summary>
    /// <exception cref="RewardLabException">It is not a name.</exception>
    public StudyAnnotator? Find(string name) => _annotators.GetValueOrDefault(AnnotatorName.Fold(AnnotatorName.Clean(name)));

    /// <summary>Lets someone in: under a name that already exists, in any of its spellings, they resume where they were.</summary>
    /// <param name="name">1 to 60 characters.</param>
    /// <exception cref="RewardLabException">It is not a name, or a reward has it.</exception>
    public StudyAnnotator Join(string name) => Join(name, isReward: false, token: null);

    /// <summary>Lets a reward answer, beside the people.</summary>
    /// <param name="name">1 to 60 characters.</param>
    /// <exception cref="RewardLabException">It is not a name, or a person has it.</exception>
    public StudyAnnotator JoinReward(string name) => Join(name, isReward: true, token: null);

    /// <summary>The token of the link that asks for a name: the same one as long as the study lives, or until it is renewed.</summary>
    public string SessionToken()
    {
        lock (_databaseGate)
        {
            if (_database.Setting(StudySettings.SessionToken) is not { } token)
            {
                _database.Set(StudySettings.SessionToken, token = StudyAnnotator.NewToken());
            }

            return token;
        }
    }

    /// <summary>Remembers where it is served.</summary>
    /// <param name="address">Such as "http://127.0.0.1:4747", with the study's path where a server has several studies.</param>
    /// <param name="isUsual">Whether to serve it at this port from now on, where none is asked for.</param>
    public void Remember(Uri address, bool isUsual)
    {
        ArgumentNullException.ThrowIfNull(address);
        lock (_databaseGate)
        {
            _database.Set(StudySettings.Address, address.GetLeftPart(UriPartial.Path).TrimEnd('/'));
            if (isUsual || _database.Setting(StudySettings.Port) is null)
            {
                _database.Set(StudySettings.Port, address.Port.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary>Notes something in the study's history, such as what was imported.</summary>
    /// <param name="text">One line.</param>
    public void Note(string text)
    {
        lock (_databaseGate)
        {
            _database.Change(() => text, _time.GetUtcNow());
        }
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

    /// <summary>Changes how the study's pages ask.</summary>
    /// <exception cref="RewardLabException">The file cannot be written.</exception>
    public void Present(StudyPresentation presentation)
    {
        ArgumentNullException.ThrowIfNull(presentation);
        string[] changes =
        [
            .. presentation.Instructions != Presentation.Instructions ? ["other instructions"] : Array.Empty<string>(),
            .. presentation.Texts != Presentation.Texts ? ["other texts of the pages"] : Array.Empty<string>(),
            .. presentation.HasComments != Presentation.HasComments
                ? [presentation.HasComments ? "annotators can comment" : "annotators can no longer comment"]
                : Array.Empty<string>(),
        ];
        lock (_databaseGate)
        {
            _database.Write(presentation, string.Join(", ", changes), _time.GetUtcNow());
        }

        Presentation = presentation;
    }

    /// <summary>The token of the coordinator's link, the same as long as the study lives.</summary>
    /// <exception cref="RewardLabException">The file cannot be written.</exception>
    public string CoordinatorToken()
    {
        lock (_databaseGate)
        {
            if (_database.Setting(StudySettings.CoordinatorToken) is not { } token)
            {
                _database.Set(StudySettings.CoordinatorToken, token = StudyAnnotator.NewToken());
            }

            return token;
        }
    }

    /// <summary>What an annotator wrote about an item; empty where that is nothing.</summary>
    public string CommentOf(StudyAnnotator annotator, long item)
    {
        ArgumentNullException.ThrowIfNull(annotator);
        return _comments.TryGetValue((annotator.Id, item), out var kept) ? kept.Comment.Text : "";
    }

    /// <summary>Keeps a comment: when this returns, it is on the disk.</summary>
    /// <exception cref="RewardLabException">The study takes no comments, it is too long, on no item or by no annotator of the study, or the file cannot be
    /// written.</exception>
    public StudyComment Save(NewComment comment)
    {
        ArgumentNullException.ThrowIfNull(comment);
        if (!Presentation.HasComments
            || comment.Text.Length > NewComment.MaxLength
            || comment.Item < 1
            || comment.Item > Items.Count
            || !_annotatorsById.ContainsKey(comment.Annotator))
        {
            throw new RewardLabException($"This is not a comment on an item of this study, or is longer than {NewComment.MaxLength} characters.");
        }

        lock (_databaseGate)
        {
            var kept = _database.Append(comment, _time.GetUtcNow());
            return _comments.AddOrUpdate((comment.Annotator, comment.Item), kept, (_, before) => before.Id > kept.Id ? before : kept);
        }
    }

    /// <summary>Keeps a decision on an item: when this returns, it is on the disk.</summary>
    /// <exception cref="RewardLabException">It is none on a question of this study, nobody is named, or the file cannot be written.</exception>
    public StudyAdjudication Save(NewAdjudication decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        if (decision.Item < 1 || decision.Item > Items.Count || !Plan.Questions.Contains(decision.Question) || decision.Value is < -1 or > 1)
        {
            throw new RewardLabException("This is not a decision on a question of this study.");
        }

        if (decision.Reason.Length > NewComment.MaxLength)
        {
            throw new RewardLabException($"A reason has at most {NewComment.MaxLength} characters.");
        }

        var named = decision with { Adjudicator = AnnotatorName.Clean(decision.Adjudicator), Reason = decision.Reason.Trim() };
        lock (_databaseGate)
        {
            return _database.Append(named, _time.GetUtcNow());
        }
    }

    /// <summary>Keeps a comment of another study, whether or not this one takes comments.</summary>
    /// <param name="comment">On an item and by an annotator of this study.</param>
    /// <param name="saved">When the other study saved it.</param>
    internal void Import(NewComment comment, DateTimeOffset saved)
    {
        lock (_databaseGate)
        {
            var kept = _database.Append(comment, saved);
            _comments.AddOrUpdate((comment.Annotator, comment.Item), kept, (_, before) => before.Id > kept.Id ? before : kept);
        }
    }

    /// <summary>Keeps a decision of another study.</summary>
    /// <param name="decision">On an item of this study.</param>
    /// <param name="saved">When the other study saved it.</param>
    internal void Import(NewAdjudication decision, DateTimeOffset saved)
    {
        lock (_databaseGate)
        {
            _database.Append(decision, saved);
        }
    }

    /// <summary>Keeps what is still under way, and lets the study go.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _database.Dispose();
        _lock.Dispose();
    }

    /// <summary>Someone as another study has them, with their token, so that their link lives on.</summary>
    internal StudyAnnotator Join(StudyAnnotator other, string name) => Join(name, other.IsReward, other.Token);

    private static Study Start(string path, TimeProvider time, Func<bool, StudyDatabase> open, StudyKind? kind)
    {
        var held = StudyLock.Hold(path);
        StudyDatabase? database = null;
        try
        {
            var isNew = !File.Exists(path);
            database = open(isNew);
            if (!isNew && kind is { } wanted && database.Read().Plan.Kind is var there && there != wanted)
            {
                throw new RewardLabException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{path}' is a study of {there.ToString().ToLowerInvariant()}, not of {wanted.ToString().ToLowerInvariant()}. "
                    + $"Name another file with --to."));
            }

            return new Study(path, database, held, !isNew, time);
        }
        catch
        {
            database?.Dispose();
            held.Dispose();
            throw;
        }
    }

    private string? Setting(string key)
    {
        lock (_databaseGate)
        {
            return _database.Setting(key);
        }
    }

    private StudyAnnotator Join(string name, bool isReward, string? token)
    {
        var clean = AnnotatorName.Clean(name);
        var folded = AnnotatorName.Fold(clean);
        if (!_annotators.TryGetValue(folded, out var annotator))
        {
            lock (_databaseGate)
            {
                if (!_annotators.TryGetValue(folded, out annotator))
                {
                    annotator = _database.AddAnnotator(clean, isReward, _annotatorsById.Values.Any(other => other.Token == token) ? null : token);
                    if (isReward)
                    {
                        Board.AddReward(annotator.Id);
                    }

                    _annotatorsById[annotator.Id] = annotator;
                    _annotators[folded] = annotator;
                }
            }
        }

        return annotator.IsReward == isReward
            ? annotator
            : throw new RewardLabException($"'{annotator.Name}' is {(isReward ? "a person" : "a reward annotator")} of this study. Choose another name.");
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
