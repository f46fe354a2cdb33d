using System.Globalization;
using Microsoft.Data.Sqlite;
using RewardLab.Abstractions;
using RewardLab.Runs.Files;

namespace RewardLab.Studies.Database;

/// <summary>A study in a file of SQLite. Answers are only ever appended: the database itself refuses to change or delete one.</summary>
internal sealed class StudyDatabase : IDisposable
{
    private readonly StudyConnection _connection;
    private readonly StudyItemTable _items;
    private readonly StudyNoteTable _notes;
    private readonly string _path;

    private bool _isChanging;

    private StudyDatabase(StudyConnection connection, string path)
    {
        (_connection, _path) = (connection, path);
        _items = new StudyItemTable(connection, Path.GetDirectoryName(Path.GetFullPath(path))!);
        _notes = new StudyNoteTable(connection);
    }

    /// <summary>Makes a study's file, which appears whole: who is interrupted leaves none behind.</summary>
    public static StudyDatabase Create(string path, StudyPlan plan, IReadOnlyList<StudyItem> items, DateTimeOffset now)
    {
        WindowsFileName.RefuseDevice(path);
        var making = path + ".part";
        StudyConnection.Guarded(path, () =>
        {
            if (new FileInfo(path + "-wal") is { Exists: true, Length: > 0 })
            {
                throw new RewardLabException(
                    $"'{path}-wal' has answers of a study whose file '{path}' no longer exists. Restore that file, or move '{path}-wal' away to start again.");
            }

            File.Delete(path + "-wal");
            File.Delete(path + "-shm");
            File.Delete(making);
            using (var database = new StudyDatabase(StudyConnection.Open(making, SqliteOpenMode.ReadWriteCreate), path))
            {
                using var transaction = database._connection.Begin();
                database._connection.Execute(StudySchema.Tables);
                database.BringUpToDate();
                foreach (var (key, value) in Values(plan))
                {
                    database._connection.Execute("INSERT INTO study VALUES ($key, $value)", ("$key", key), ("$value", value));
                }

                database._items.Insert(items, plan.Seed);
                database.AddChange($"begun with {items.Count} items, {plan.AnnotatorsPerItem} annotators each", now);
                transaction.Commit();
            }

            File.Move(making, path);
            return true;
        });
        return Open(path);
    }

    /// <summary>Opens a study to write to it, which brings the file of an earlier version up to date: by the one process that holds it.</summary>
    public static StudyDatabase Open(string path)
    {
        var database = Open(path, path, SqliteOpenMode.ReadWrite);
        try
        {
            return StudyConnection.Guarded(path, () =>
            {
                if (database.Setting("format") == StudySchema.FormerFormat)
                {
                    using var transaction = database._connection.Begin();
                    database.BringUpToDate();
                    transaction.Commit();
                }

                return database;
            });
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Opens a study to read it, as it is.</summary>
    /// <param name="path">Its file, below whose folder its images are.</param>
    /// <param name="source">The file that SQLite opens: the same one, or a copy, or an address of it ("file:...").</param>
    /// <param name="mode">How SQLite opens it.</param>
    public static StudyDatabase Open(string path, string source, SqliteOpenMode mode)
    {
        if (!File.Exists(path))
        {
            throw new RewardLabException($"There is no study '{path}'. Start one with 'rewardlab label' or 'rewardlab judge'.");
        }

        return StudyConnection.Guarded(path, () =>
        {
            var database = new StudyDatabase(StudyConnection.Open(source, mode), path);
            try
            {
                database.RequireFormat();
                return database;
            }
            catch
            {
                database.Dispose();
                throw;
            }
        });
    }

    public void Dispose() => _connection.Dispose();

    /// <summary>All of it, as of one moment.</summary>
    public StudyContent Read() => StudyConnection.Guarded(_path, () =>
    {
        using var moment = _isChanging ? null : _connection.Begin(isDeferred: true);
        return new StudyContent(ReadPlan(), _items.Read(), ReadAnnotators(), ReadAnswers())
        {
            Changes = ReadChanges(),
            Address = Setting(StudySettings.Address),
            SessionToken = Setting(StudySettings.SessionToken),
            Comments = _notes.ReadComments(),
            Adjudications = _notes.ReadAdjudications(),
        };
    });

    /// <summary>Changes the study, with a line for its history, in one transaction.</summary>
    /// <param name="change">Makes the change; the line is what it returns, null where nothing was changed.</param>
    /// <param name="now">The time.</param>
    public void Change(Func<string?> change, DateTimeOffset now) => StudyConnection.Guarded(_path, () =>
    {
        using var transaction = _connection.Begin();
        _isChanging = true;
        try
        {
            if (change() is { } text)
            {
                AddChange(text, now);
            }
        }
        finally
        {
            _isChanging = false;
        }

        transaction.Commit();
        return true;
    });

    /// <summary>Adds the items that the study lacks; within <see cref="Change"/>.</summary>
    /// <returns>How many.</returns>
    public int Add(IReadOnlyList<StudyItem> items) => _items.Insert(items, ReadPlan().Seed);

    /// <summary>Closes an item, or opens it again; within <see cref="Change"/>.</summary>
    public void Close(long item, bool isClosed) =>
        _connection.Execute("UPDATE item SET is_closed = $closed WHERE id = $item", ("$closed", isClosed), ("$item", item));

    /// <summary>Gives an annotator another token; within <see cref="Change"/>.</summary>
    public void Renew(int annotator) =>
        _connection.Execute("UPDATE annotator SET token = $token WHERE id = $id", ("$token", StudyAnnotator.NewToken()), ("$id", annotator));

    public StudyAnnotator AddAnnotator(string name, bool isReward, string? token = null) => StudyConnection.Guarded(_path, () =>
    {
        _connection.Execute(
            "INSERT OR IGNORE INTO annotator (name, token, is_reward) VALUES ($name, $token, $reward)",
            ("$name", name),
            ("$token", token ?? StudyAnnotator.NewToken()),
            ("$reward", isReward));
        return ReadAnnotators().Single(annotator => annotator.Name == name);
    });

    /// <summary>A setting that is kept with the study; null where there is none.</summary>
    public string? Setting(string key) => StudyConnection.Guarded(_path, () => _connection.Setting(key));

    /// <summary>Keeps a setting with the study.</summary>
    public void Set(string key, string value) => StudyConnection.Guarded(_path, () =>
    {
        _connection.Execute("INSERT INTO study VALUES ($key, $value) ON CONFLICT (key) DO UPDATE SET value = $value", ("$key", key), ("$value", value));
        return true;
    });

    /// <summary>Appends answers in one transaction: when this returns, they are on the disk.</summary>
    /// <returns>The answers as they are kept; one whose key is known already, as it was kept before.</returns>
    public IReadOnlyList<StudyAnswer> Append(IReadOnlyList<NewAnswer> answers, DateTimeOffset now) => StudyConnection.Guarded(_path, () =>
    {
        using var transaction = _connection.Begin();
        StudyAnswer[] kept = [.. answers.Select(answer => Find(answer) ?? Insert(answer, now))];
        transaction.Commit();
        return kept;
    });

    /// <summary>Appends a comment: when this returns, it is on the disk. One whose key is known already is kept once.</summary>
    public StudyComment Append(NewComment comment, DateTimeOffset now) => StudyConnection.Guarded(_path, () => _notes.Append(comment, now));

    /// <summary>Appends a decision: when this returns, it is on the disk.</summary>
    public StudyAdjudication Append(NewAdjudication decision, DateTimeOffset now) => StudyConnection.Guarded(_path, () => _notes.Append(decision, now));

    /// <summary>How the study's pages ask.</summary>
    public StudyPresentation ReadPresentation() => StudyConnection.Guarded(_path, _notes.ReadPresentation);

    /// <summary>Changes how the study's pages ask, with a line for the study's history.</summary>
    public void Write(StudyPresentation presentation, string change, DateTimeOffset now) => Change(
        () =>
        {
            _notes.Write(presentation);
            return change;
        },
        now);

    private static IEnumerable<(string Key, string Value)> Values(StudyPlan plan) =>
    [
        ("format", StudySchema.Format), ("id", plan.Id), ("kind", plan.Kind.ToString()), ("title", plan.Title),
        ("annotators_per_item", plan.AnnotatorsPerItem.ToString(CultureInfo.InvariantCulture)), ("seed", plan.Seed.ToString(CultureInfo.InvariantCulture)),
    ];

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

    private static string? Text(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture);

    private void RequireFormat()
    {
        using var exists = _connection.Command("SELECT count(*) FROM sqlite_master WHERE name = 'study'");
        var format = exists.ExecuteScalar() is > 0L ? Setting("format") : null;
        if (format is not (StudySchema.Format or StudySchema.FormerFormat))
        {
            throw new RewardLabException($"'{_path}' is not a study of this version: its format is '{format ?? "unknown"}', not '{StudySchema.Format}'.");
        }
    }

    // Within a transaction.
    private void BringUpToDate()
    {
        if (_connection.Columns("image").Count == 0)
        {
            _connection.Execute($"ALTER TABLE {FormerStudyTables.Image} RENAME TO image");
            _connection.ForgetColumns();
        }

        foreach (var (table, column, definition, value) in StudySchema.Additions.Where(
            addition => !_connection.Columns(addition.Table).Contains(addition.Column)))
        {
            _connection.Execute($"ALTER TABLE {table} ADD COLUMN {column} {definition}");
            _connection.Execute($"UPDATE {table} SET {column} = ({value})");
        }

        _connection.Execute(StudySchema.Changes);
        _connection.Execute("UPDATE study SET value = $format WHERE key = 'format'", ("$format", StudySchema.Format));
        _connection.ForgetColumns();
    }

    private void AddChange(string text, DateTimeOffset now) =>
        _connection.Execute("INSERT INTO change (saved_time, text) VALUES ($time, $text)", ("$time", Text(now)), ("$text", text));

    private List<StudyChange> ReadChanges() => _connection.Columns("change").Count == 0
        ? []
        : _connection.Rows("SELECT saved_time, text FROM change ORDER BY id", row => new StudyChange(Time(row.GetString(0)), row.GetString(1)));

    private StudyPlan ReadPlan() =>
        Enum.TryParse<StudyKind>(Setting("kind"), out var kind)
        && int.TryParse(Setting("annotators_per_item"), CultureInfo.InvariantCulture, out var annotators)
        && ulong.TryParse(Setting("seed"), CultureInfo.InvariantCulture, out var seed)
            ? new StudyPlan(kind, Setting("title") ?? "", annotators, seed) { Id = Setting("id") ?? "" }
            : throw new RewardLabException($"'{_path}' is damaged: its plan cannot be read.");

    private List<StudyAnnotator> ReadAnnotators() =>
        _connection.Rows(
            $"SELECT id, name, token, {_connection.Column("annotator", "is_reward")} FROM annotator ORDER BY id",
            row => new StudyAnnotator(row.GetInt32(0), row.GetString(1), row.GetString(2)) { IsReward = row.GetBoolean(3) });

    private List<StudyAnswer> ReadAnswers() => _connection.Rows($"SELECT {AnswerColumns} FROM answer ORDER BY id", Answer);

    private const string AnswerColumns = "id, annotator, item, question, value, revision, taken_ms, is_swapped, client_time, saved_time, key";

    private static StudyAnswer Answer(SqliteDataReader row) => new(
        row.GetInt64(0),
        new NewAnswer(row.GetInt32(1), row.GetInt64(2), Enum.Parse<StudyQuestion>(row.GetString(3)), row.GetInt32(4))
        {
            TakenMilliseconds = row.IsDBNull(6) ? null : row.GetInt32(6),
            IsSwapped = row.GetBoolean(7),
            ClientTime = row.IsDBNull(8) ? null : Time(row.GetString(8)),
            Key = row.IsDBNull(10) ? null : row.GetString(10),
        },
        row.GetInt32(5),
        Time(row.GetString(9)));

    private StudyAnswer? Find(NewAnswer answer) => answer.Key is null
        ? null
        : _connection.Rows(
            $"SELECT {AnswerColumns} FROM answer WHERE annotator = $annotator AND key = $key",
            Answer,
            ("$annotator", answer.Annotator),
            ("$key", answer.Key)).SingleOrDefault();

    private StudyAnswer Insert(NewAnswer answer, DateTimeOffset now) => _connection.Rows(
        $"""
        INSERT INTO answer (annotator, item, question, value, revision, taken_ms, is_swapped, client_time, saved_time, key)
        SELECT $annotator, $item, $question, $value, coalesce(max(revision), 0) + 1, $taken, $swapped, $client, $saved, $key
        FROM answer WHERE annotator = $annotator AND item = $item AND question = $question
        RETURNING {AnswerColumns}
        """,
        Answer,
        ("$annotator", answer.Annotator),
        ("$item", answer.Item),
        ("$question", answer.Question.ToString()),
        ("$value", answer.Value),
        ("$taken", answer.TakenMilliseconds),
        ("$swapped", answer.IsSwapped), ("$client", Text(answer.ClientTime)), ("$saved", Text(answer.Saved ?? now)), ("$key", answer.Key)).Single();
}
