using System.Globalization;
using Microsoft.Data.Sqlite;

namespace RewardLab.Studies.Database;

/// <summary>Comments, adjudications and the pages' presentation, which studies of earlier versions lack: their tables are made when something is first
/// written.</summary>
internal sealed class StudyNoteTable(StudyConnection connection)
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS comment (
          id INTEGER PRIMARY KEY AUTOINCREMENT, annotator INTEGER NOT NULL REFERENCES annotator, item INTEGER NOT NULL REFERENCES item, text TEXT NOT NULL,
          client_time TEXT, saved_time TEXT NOT NULL, key TEXT, UNIQUE (annotator, key));
        CREATE TABLE IF NOT EXISTS adjudication (
          id INTEGER PRIMARY KEY AUTOINCREMENT, item INTEGER NOT NULL REFERENCES item, question TEXT NOT NULL, value INTEGER CHECK (value BETWEEN -1 AND 1),
          adjudicator TEXT NOT NULL, reason TEXT NOT NULL, saved_time TEXT NOT NULL);
        CREATE TRIGGER IF NOT EXISTS comment_is_never_changed BEFORE UPDATE ON comment BEGIN SELECT RAISE(ABORT, 'comments are only ever added'); END;
        CREATE TRIGGER IF NOT EXISTS comment_is_never_deleted BEFORE DELETE ON comment BEGIN SELECT RAISE(ABORT, 'comments are only ever added'); END;
        CREATE TRIGGER IF NOT EXISTS adjudication_is_never_changed BEFORE UPDATE ON adjudication
          BEGIN SELECT RAISE(ABORT, 'adjudications are only ever added'); END;
        CREATE TRIGGER IF NOT EXISTS adjudication_is_never_deleted BEFORE DELETE ON adjudication
          BEGIN SELECT RAISE(ABORT, 'adjudications are only ever added'); END;
        """;

    private const string CommentColumns = "id, annotator, item, text, client_time, saved_time, key";

    private const string AdjudicationColumns = "id, item, question, value, adjudicator, reason, saved_time";

    public StudyPresentation ReadPresentation() => new()
    {
        Instructions = connection.Setting(StudySettings.Instructions),
        Texts = connection.Setting(StudySettings.Texts),
        HasComments = connection.Setting(StudySettings.Comments) is not null,
    };

    /// <summary>Changes how the study's pages ask; within a transaction.</summary>
    public void Write(StudyPresentation presentation)
    {
        Set(StudySettings.Instructions, presentation.Instructions);
        Set(StudySettings.Texts, presentation.Texts);
        Set(StudySettings.Comments, presentation.HasComments ? "yes" : null);
    }

    /// <summary>Appends a comment: when this returns, it is on the disk. One whose key is known already is kept once.</summary>
    public StudyComment Append(NewComment comment, DateTimeOffset now)
    {
        using var transaction = connection.Begin();
        connection.Execute(Schema);
        connection.ForgetColumns();
        var kept = comment.Key is { } key
            ? connection.Rows(
                $"SELECT {CommentColumns} FROM comment WHERE annotator = $annotator AND key = $key", Comment, ("$annotator", comment.Annotator), ("$key", key))
                .SingleOrDefault()
            : null;
        kept ??= connection.Rows(
            $"""
            INSERT INTO comment (annotator, item, text, client_time, saved_time, key) VALUES ($annotator, $item, $text, $client, $saved, $key)
            RETURNING {CommentColumns}
            """,
            Comment,
            ("$annotator", comment.Annotator),
            ("$item", comment.Item),
            ("$text", comment.Text),
            ("$client", Text(comment.ClientTime)),
            ("$saved", Text(now)),
            ("$key", comment.Key)).Single();
        transaction.Commit();
        return kept;
    }

    /// <summary>Appends a decision: when this returns, it is on the disk.</summary>
    public StudyAdjudication Append(NewAdjudication decision, DateTimeOffset now)
    {
        using var transaction = connection.Begin();
        connection.Execute(Schema);
        connection.ForgetColumns();
        var kept = connection.Rows(
            $"""
            INSERT INTO adjudication (item, question, value, adjudicator, reason, saved_time) VALUES ($item, $question, $value, $adjudicator, $reason, $saved)
            RETURNING {AdjudicationColumns}
            """,
            Adjudication,
            ("$item", decision.Item),
            ("$question", decision.Question.ToString()),
            ("$value", decision.Value),
            ("$adjudicator", decision.Adjudicator),
            ("$reason", decision.Reason),
            ("$saved", Text(now))).Single();
        transaction.Commit();
        return kept;
    }

    private static StudyComment Comment(SqliteDataReader row) => new(
        row.GetInt64(0),
        new NewComment(row.GetInt32(1), row.GetInt64(2), row.GetString(3))
        {
            ClientTime = row.IsDBNull(4) ? null : Time(row.GetString(4)),
            Key = row.IsDBNull(6) ? null : row.GetString(6),
        },
        Time(row.GetString(5)));

    private static StudyAdjudication Adjudication(SqliteDataReader row) => new(
        row.GetInt64(0),
        new NewAdjudication(
            row.GetInt64(1), Enum.Parse<StudyQuestion>(row.GetString(2)), row.IsDBNull(3) ? null : row.GetInt32(3), row.GetString(4), row.GetString(5)),
        Time(row.GetString(6)));

    public List<StudyComment> ReadComments() => HasTable("comment") ? connection.Rows($"SELECT {CommentColumns} FROM comment ORDER BY id", Comment) : [];

    public List<StudyAdjudication> ReadAdjudications() =>
        HasTable("adjudication") ? connection.Rows($"SELECT {AdjudicationColumns} FROM adjudication ORDER BY id", Adjudication) : [];

    private bool HasTable(string name) => connection.Columns(name).Count > 0;

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

    private static string? Text(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture);

    private void Set(string key, string? value)
    {
        connection.Execute("DELETE FROM study WHERE key = $key", ("$key", key));
        if (value is not null)
        {
            connection.Execute("INSERT INTO study VALUES ($key, $value)", ("$key", key), ("$value", value));
        }
    }
}
