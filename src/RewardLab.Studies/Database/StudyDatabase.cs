using System.Globalization;
using Microsoft.Data.Sqlite;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;

namespace RewardLab.Studies.Database;

/// <summary>A study in a file of SQLite. Answers are only ever appended: the database itself refuses to change or delete one.</summary>
/// <remarks>Write-ahead log with synchronous=FULL: what a transaction has committed survives the end of the process and of the machine.
/// Not safe from several threads.</remarks>
internal sealed class StudyDatabase : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly string _path;
    private readonly Dictionary<string, HashSet<string>> _columns = []; // of each table, as the file has them

    private bool _isChanging;

    private StudyDatabase(SqliteConnection connection, string path) => (_connection, _path) = (connection, path);

    private string Folder => Path.GetDirectoryName(Path.GetFullPath(_path))!;

    /// <summary>Makes a study's file, which appears whole: who is interrupted leaves none behind.</summary>
    public static StudyDatabase Create(string path, StudyPlan plan, IReadOnlyList<StudyItem> items, DateTimeOffset now)
    {
        var making = path + ".part";
        Guarded(path, () =>
        {
            if (new FileInfo(path + "-wal") is { Exists: true, Length: > 0 })
            {
                throw new RewardLabException(
                    $"'{path}-wal' has answers of a study whose file '{path}' no longer exists. Restore that file, or move '{path}-wal' away to start again.");
            }

            File.Delete(path + "-wal");
            File.Delete(path + "-shm");
            File.Delete(making);
            using (var database = new StudyDatabase(Connect(making, SqliteOpenMode.ReadWriteCreate), path))
            {
                using var transaction = database._connection.BeginTransaction();
                database.Execute(StudySchema.Tables);
                database.BringUpToDate();
                foreach (var (key, value) in Values(plan))
                {
                    database.Execute("INSERT INTO study VALUES ($key, $value)", ("$key", key), ("$value", value));
                }

                database.Insert(items, plan.Seed);
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
            return Guarded(path, () =>
            {
                if (database.Setting("format") == StudySchema.FormerFormat)
                {
                    using var transaction = database._connection.BeginTransaction();
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

        return Guarded(path, () =>
        {
            var database = new StudyDatabase(Connect(source, mode), path);
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
    public StudyContent Read() => Guarded(_path, () =>
    {
        using var moment = _isChanging ? null : _connection.BeginTransaction(deferred: true);
        return new StudyContent(ReadPlan(), ReadItems(), ReadAnnotators(), ReadAnswers())
        {
            Changes = ReadChanges(),
            Address = Setting(StudySettings.Address),
            SessionToken = Setting(StudySettings.SessionToken),
        };
    });

    /// <summary>Changes the study, with a line for its history, in one transaction.</summary>
    /// <param name="change">Makes the change; the line is what it returns, null where nothing was changed.</param>
    /// <param name="now">The time.</param>
    public void Change(Func<string?> change, DateTimeOffset now) => Guarded(_path, () =>
    {
        using var transaction = _connection.BeginTransaction();
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
    public int Add(IReadOnlyList<StudyItem> items) => Insert(items, ReadPlan().Seed);

    /// <summary>Closes an item, or opens it again; within <see cref="Change"/>.</summary>
    public void Close(long item, bool isClosed) =>
        Execute("UPDATE item SET is_closed = $closed WHERE id = $item", ("$closed", isClosed), ("$item", item));

    /// <summary>Gives an annotator another token; within <see cref="Change"/>.</summary>
    public void Renew(int annotator) =>
        Execute("UPDATE annotator SET token = $token WHERE id = $id", ("$token", StudyAnnotator.NewToken()), ("$id", annotator));

    public StudyAnnotator AddAnnotator(string name, bool isReward, string? token = null) => Guarded(_path, () =>
    {
        Execute(
            "INSERT OR IGNORE INTO annotator (name, token, is_reward) VALUES ($name, $token, $reward)",
            ("$name", name),
            ("$token", token ?? StudyAnnotator.NewToken()),
            ("$reward", isReward));
        return ReadAnnotators().Single(annotator => annotator.Name == name);
    });

    /// <summary>A setting that is kept with the study; null where there is none.</summary>
    public string? Setting(string key) => Guarded(_path, () =>
    {
        using var command = Command("SELECT value FROM study WHERE key = $key", ("$key", key));
        return command.ExecuteScalar() as string;
    });

    /// <summary>Keeps a setting with the study.</summary>
    public void Set(string key, string value) => Guarded(_path, () =>
    {
        Execute("INSERT INTO study VALUES ($key, $value) ON CONFLICT (key) DO UPDATE SET value = $value", ("$key", key), ("$value", value));
        return true;
    });

    /// <summary>Appends answers in one transaction: when this returns, they are on the disk.</summary>
    /// <returns>The answers as they are kept; one whose key is known already, as it was kept before.</returns>
    public IReadOnlyList<StudyAnswer> Append(IReadOnlyList<NewAnswer> answers, DateTimeOffset now) => Guarded(_path, () =>
    {
        using var transaction = _connection.BeginTransaction();
        StudyAnswer[] kept = [.. answers.Select(answer => Find(answer) ?? Insert(answer, now))];
        transaction.Commit();
        return kept;
    });

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, ForeignKeys = true, DefaultTimeout = 10 }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            // the mode stays with the file
            command.CommandText = mode == SqliteOpenMode.ReadWriteCreate
                ? "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                : "PRAGMA synchronous = FULL;";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static T Guarded<T>(string path, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (SqliteException exception)
        {
            throw new RewardLabException(exception.SqliteErrorCode switch
            {
                26 when MistakenFile.Describe(path) is { } mistake => $"'{path}' {mistake}",
                26 or 11 => $"'{path}' is not a study, or is damaged: {exception.Message.ReplaceLineEndings(" ")}",
                13 => $"The disk is full: '{path}' was not written. Free some space and try again.",
                5 or 6 => $"'{path}' is locked by another process. Stop that process first.",
                _ => $"'{path}' cannot be used: {exception.Message.ReplaceLineEndings(" ")}",
            }, exception);
        }
        catch (Exception exception) when (Runs.Files.FileFailure.Is(exception))
        {
            throw Runs.Files.FileFailure.Writing(path, exception);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or KeyNotFoundException
            or OverflowException)
        {
            throw new RewardLabException($"'{path}' is damaged: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    private static IEnumerable<(string Key, string Value)> Values(StudyPlan plan) =>
    [
        ("format", StudySchema.Format), ("id", plan.Id), ("kind", plan.Kind.ToString()), ("title", plan.Title),
        ("annotators_per_item", plan.AnnotatorsPerItem.ToString(CultureInfo.InvariantCulture)), ("seed", plan.Seed.ToString(CultureInfo.InvariantCulture)),
    ];

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

    private static string? Text(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture);

    private void RequireFormat()
    {
        using var exists = Command("SELECT count(*) FROM sqlite_master WHERE name = 'study'");
        var format = exists.ExecuteScalar() is > 0L ? Setting("format") : null;
        if (format is not (StudySchema.Format or StudySchema.FormerFormat))
        {
            throw new RewardLabException($"'{_path}' is not a study of this version: its format is '{format ?? "unknown"}', not '{StudySchema.Format}'.");
        }
    }

    // Within a transaction.
    private void BringUpToDate()
    {
        if (Columns("image").Count == 0)
        {
            Execute($"ALTER TABLE {FormerStudyTables.Image} RENAME TO image");
            _columns.Clear();
        }

        foreach (var (table, column, definition, value) in StudySchema.Additions.Where(addition => !Columns(addition.Table).Contains(addition.Column)))
        {
            Execute($"ALTER TABLE {table} ADD COLUMN {column} {definition}");
            Execute($"UPDATE {table} SET {column} = ({value})");
        }

        Execute(StudySchema.Changes);
        Execute("UPDATE study SET value = $format WHERE key = 'format'", ("$format", StudySchema.Format));
        _columns.Clear();
    }

    // Studies of version 0.1 are read as they are.
    private string ImageTable => Columns("image").Count > 0 ? "image" : FormerStudyTables.Image;

    private HashSet<string> Columns(string table)
    {
        if (!_columns.TryGetValue(table, out var columns))
        {
            columns = Rows("SELECT name FROM pragma_table_info($table)", row => row.GetString(0), ("$table", table)).ToHashSet(StringComparer.Ordinal);
            _columns.Add(table, columns);
        }

        return columns;
    }

    // A column, or what stands for it in a file of an earlier version.
    private string Column(string table, string column) =>
        Columns(table).Contains(column) ? column
        : $"({StudySchema.Additions.Single(addition => addition.Table == table && addition.Column == column).Default})";

    private void AddChange(string text, DateTimeOffset now) =>
        Execute("INSERT INTO change (saved_time, text) VALUES ($time, $text)", ("$time", Text(now)), ("$text", text));

    private List<StudyChange> ReadChanges() => Columns("change").Count == 0
        ? []
        : Rows("SELECT saved_time, text FROM change ORDER BY id", row => new StudyChange(Time(row.GetString(0)), row.GetString(1)));

    private StudyPlan ReadPlan() =>
        Enum.TryParse<StudyKind>(Setting("kind"), out var kind)
        && int.TryParse(Setting("annotators_per_item"), CultureInfo.InvariantCulture, out var annotators)
        && ulong.TryParse(Setting("seed"), CultureInfo.InvariantCulture, out var seed)
            ? new StudyPlan(kind, Setting("title") ?? "", annotators, seed) { Id = Setting("id") ?? "" }
            : throw new RewardLabException($"'{_path}' is damaged: its plan cannot be read.");

    private StudyItem[] ReadItems()
    {
        var folders = Rows("SELECT id, path FROM folder", row => (Id: row.GetInt64(0), Path: Path.GetFullPath(Path.Combine(Folder, row.GetString(1)))))
            .ToDictionary(folder => folder.Id, folder => folder.Path);
        var images = Rows(
            $"SELECT item, side, folder, file, {Column("image", "sha256")} FROM {ImageTable} ORDER BY item, side, place",
            row => (Item: row.GetInt64(0), Side: row.GetInt32(1), Image: new StudyImage(folders[row.GetInt64(2)], row.GetString(3))
            {
                Sha256 = row.IsDBNull(4) ? null : row.GetString(4),
            }))
            .ToLookup(image => (image.Item, image.Side), image => image.Image);
        return
        [
            .. Rows(
                $"SELECT id, prompt, first_model, second_model, set_index, known, side_rank, {Column("item", "is_closed")} FROM item ORDER BY id",
                row => new StudyItem(row.GetInt64(0), row.GetString(1), [.. images[(row.GetInt64(0), 0)]], [.. images[(row.GetInt64(0), 1)]])
                {
                    FirstModel = row.GetString(2),
                    SecondModel = row.GetString(3),
                    Set = row.GetInt32(4),
                    Known = row.IsDBNull(5) ? null : (LabelValue)row.GetInt32(5),
                    SideRank = row.GetInt32(6),
                    IsClosed = row.GetBoolean(7),
                }),
        ];
    }

    private List<StudyAnnotator> ReadAnnotators() =>
        Rows(
            $"SELECT id, name, token, {Column("annotator", "is_reward")} FROM annotator ORDER BY id",
            row => new StudyAnnotator(row.GetInt32(0), row.GetString(1), row.GetString(2)) { IsReward = row.GetBoolean(3) });

    private List<StudyAnswer> ReadAnswers() => Rows($"SELECT {AnswerColumns} FROM answer ORDER BY id", Answer);

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

    private int Insert(IReadOnlyList<StudyItem> items, ulong seed)
    {
        // Where the folders lie relative to the file, so that both can be moved together.
        var there = Rows("SELECT identity FROM item", row => row.GetString(0)).ToHashSet(StringComparer.Ordinal);
        StudyItem[] added =
        [
            .. ImageHash.Complete(items).Select(item => item with { First = [.. item.First.Select(Relative)], Second = [.. item.Second.Select(Relative)] })
                .Where(item => there.Add(item.Identity)),
        ];
        var ranks = Ranks(added, seed);
        foreach (var item in added)
        {
            using var command = Command(
                "INSERT INTO item (prompt, first_model, second_model, set_index, side_rank, known, identity) VALUES ($prompt, $first, $second, $set, $rank, "
                + "$known, $identity) RETURNING id",
                ("$prompt", item.Prompt),
                ("$first", item.FirstModel),
                ("$second", item.SecondModel),
                ("$set", item.Set),
                ("$rank", ranks[item.Identity]),
                ("$known", (int?)item.Known),
                ("$identity", item.Identity));
            var id = Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
            foreach (var (side, images) in new[] { item.First, item.Second }.Index())
            {
                foreach (var (place, image) in images.Index())
                {
                    Execute("INSERT OR IGNORE INTO folder (path) VALUES ($path)", ("$path", image.Folder));
                    Execute(
                        "INSERT INTO image (item, side, place, folder, file, sha256) SELECT $item, $side, $place, id, $file, "
                        + "$hash FROM folder WHERE path = $path",
                        ("$item", id),
                        ("$side", side),
                        ("$place", place),
                        ("$file", image.File),
                        ("$hash", image.Sha256),
                        ("$path", image.Folder));
                }
            }
        }

        return added.Length;
    }

    // Ranks continue after those that are there: what was shown on one side stays there.
    private Dictionary<string, int> Ranks(StudyItem[] added, ulong seed)
    {
        var keys = SeedStream.Create(seed, "sides");
        var ranks = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var pair in added.GroupBy(item => (item.FirstModel, item.SecondModel)))
        {
            using var command = Command(
                "SELECT count(*) FROM item WHERE first_model = $first AND second_model = $second",
                ("$first", pair.Key.FirstModel),
                ("$second", pair.Key.SecondModel));
            var next = Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
            foreach (var item in pair.OrderBy(item => keys.Child(item.Identity)[0]))
            {
                ranks.Add(item.Identity, next++);
            }
        }

        return ranks;
    }

    private StudyImage Relative(StudyImage image) => image with { Folder = Path.GetRelativePath(Folder, image.Folder).Replace('\\', '/') };

    private StudyAnswer? Find(NewAnswer answer) => answer.Key is null
        ? null
        : Rows(
            $"SELECT {AnswerColumns} FROM answer WHERE annotator = $annotator AND key = $key",
            Answer,
            ("$annotator", answer.Annotator),
            ("$key", answer.Key)).SingleOrDefault();

    private StudyAnswer Insert(NewAnswer answer, DateTimeOffset now) => Rows(
        $"""
        INSERT INTO answer (annotator, item, question, value, revision, taken_ms, is_swapped, client_time, saved_time, key)
        SELECT $annotator, $item, $question, $value, coalesce(max(revision), 0) + 1, $taken, $swapped, $client, $saved, $key FROM answer WHERE annotator = $annotator AND item = $item AND question = $question
        RETURNING {AnswerColumns}
        """,
        Answer,
        ("$annotator", answer.Annotator),
        ("$item", answer.Item),
        ("$question", answer.Question.ToString()),
        ("$value", answer.Value),
        ("$taken", answer.TakenMilliseconds),
        ("$swapped", answer.IsSwapped), ("$client", Text(answer.ClientTime)), ("$saved", Text(now)), ("$key", answer.Key)).Single();

    private List<T> Rows<T>(string sql, Func<SqliteDataReader, T> read, params IReadOnlyList<(string Name, object? Value)> values)
    {
        using var command = Command(sql, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private void Execute(string sql, params IReadOnlyList<(string Name, object? Value)> values)
    {
        using var command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params IReadOnlyList<(string Name, object? Value)> values)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Every text is this file's own; values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
}
