namespace RewardLab.Studies.Database;

/// <summary>The tables of a study's file, and what has come to them since version 0.1.</summary>
internal static class StudySchema
{
    /// <summary>The format of studies that know reward annotators, closed items and their own changes. Programs of version 0.1 refuse it: they would count
    /// rewards as people.</summary>
    public const string Format = "rewardlab-study-2";

    /// <summary>The format of version 0.1, which is read as it is and brought up to date when it is first written to.</summary>
    public const string FormerFormat = "rewardlab-study-1";

    /// <summary>The tables of a new study, without <see cref="Additions"/>.</summary>
    public const string Tables = """
        CREATE TABLE study (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE folder (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
        CREATE TABLE item (id INTEGER PRIMARY KEY, prompt TEXT NOT NULL,
          first_model TEXT NOT NULL, second_model TEXT NOT NULL, set_index INTEGER NOT NULL, side_rank INTEGER NOT NULL, known INTEGER,
          identity TEXT NOT NULL UNIQUE);
        CREATE TABLE image (
          item INTEGER NOT NULL REFERENCES item, side INTEGER NOT NULL, place INTEGER NOT NULL, folder INTEGER NOT NULL REFERENCES folder, file TEXT NOT NULL,
          PRIMARY KEY (item, side, place)) WITHOUT ROWID;
        CREATE TABLE annotator (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, token TEXT NOT NULL UNIQUE);
        CREATE TABLE answer (
          id INTEGER PRIMARY KEY AUTOINCREMENT, annotator INTEGER NOT NULL REFERENCES annotator, item INTEGER NOT NULL REFERENCES item, question TEXT NOT NULL,
          value INTEGER NOT NULL CHECK (value BETWEEN -1 AND 1), revision INTEGER NOT NULL, taken_ms INTEGER,
          is_swapped INTEGER NOT NULL, client_time TEXT, saved_time TEXT NOT NULL, key TEXT,
          UNIQUE (annotator, item, question, revision), UNIQUE (annotator, key));
        CREATE TRIGGER answer_is_never_changed BEFORE UPDATE ON answer BEGIN SELECT RAISE(ABORT, 'answers are only ever added'); END;
        CREATE TRIGGER answer_is_never_deleted BEFORE DELETE ON answer BEGIN SELECT RAISE(ABORT, 'answers are only ever added'); END;
        """;

    /// <summary>The history of a study's changes.</summary>
    public const string Changes = """
        CREATE TABLE IF NOT EXISTS change (id INTEGER PRIMARY KEY AUTOINCREMENT, saved_time TEXT NOT NULL, text TEXT NOT NULL);
        CREATE TRIGGER IF NOT EXISTS change_is_never_changed BEFORE UPDATE ON change BEGIN SELECT RAISE(ABORT, 'changes are only ever added'); END;
        CREATE TRIGGER IF NOT EXISTS change_is_never_deleted BEFORE DELETE ON change BEGIN SELECT RAISE(ABORT, 'changes are only ever added'); END;
        """;

    /// <summary>Columns that came later, each with its definition and what stands for it where it is missing.</summary>
    public static IReadOnlyList<(string Table, string Column, string Definition, string Default)> Additions { get; } =
    [
        ("item", "is_closed", "INTEGER NOT NULL DEFAULT 0", "0"),
        ("image", "sha256", "TEXT", "NULL"),
        ("annotator", "is_reward", "INTEGER NOT NULL DEFAULT 0", FormerRewardAnnotator),
    ];

    /// <summary>Whether an annotator of a study of version 0.1 is a reward: pages give each answer a key, and rewards gave none.
    /// Labels may be a file's.</summary>
    public const string FormerRewardAnnotator = """
        (SELECT value = 'Comparisons' FROM study WHERE key = 'kind') AND EXISTS (SELECT 1 FROM answer WHERE answer.annotator = annotator.id)
        AND NOT EXISTS (SELECT 1 FROM answer WHERE answer.annotator = annotator.id AND answer.key IS NOT NULL)
        """;
}
