using Microsoft.Data.Sqlite;
using RewardLab.Abstractions;

namespace RewardLab.Studies.Database;

/// <summary>A connection to a study's file: statements, and failures as lines that a user can act on.</summary>
/// <remarks>Write-ahead log with synchronous=FULL: what a transaction has committed survives the end of the process and of the machine.
/// Not safe from several threads.</remarks>
internal sealed class StudyConnection : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, HashSet<string>> _columns = []; // of each table, as the file has them

    private StudyConnection(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens a file.</summary>
    /// <param name="source">The file, or an address of it ("file:...").</param>
    /// <param name="mode">How SQLite opens it.</param>
    public static StudyConnection Open(string source, SqliteOpenMode mode) => new(Connect(source, mode));

    public void Dispose() => _connection.Dispose();

    public SqliteTransaction Begin(bool isDeferred = false) => _connection.BeginTransaction(isDeferred);

    /// <summary>A setting that is kept with the study; null where there is none.</summary>
    public string? Setting(string key)
    {
        using var command = Command("SELECT value FROM study WHERE key = $key", ("$key", key));
        return command.ExecuteScalar() as string;
    }

    /// <summary>The table of images; studies of version 0.1 are read as they are.</summary>
    public string ImageTable => Columns("image").Count > 0 ? "image" : FormerStudyTables.Image;

    /// <summary>The columns of a table, as the file has them; none where there is no such table.</summary>
    public HashSet<string> Columns(string table)
    {
        if (!_columns.TryGetValue(table, out var columns))
        {
            columns = Rows("SELECT name FROM pragma_table_info($table)", row => row.GetString(0), ("$table", table)).ToHashSet(StringComparer.Ordinal);
            _columns.Add(table, columns);
        }

        return columns;
    }

    /// <summary>A column, or what stands for it in a file of an earlier version.</summary>
    public string Column(string table, string column) =>
        Columns(table).Contains(column) ? column
        : $"({StudySchema.Additions.Single(addition => addition.Table == table && addition.Column == column).Default})";

    /// <summary>Forgets what columns there were, because they were changed.</summary>
    public void ForgetColumns() => _columns.Clear();

    public List<T> Rows<T>(string sql, Func<SqliteDataReader, T> read, params IReadOnlyList<(string Name, object? Value)> values)
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

    public void Execute(string sql, params IReadOnlyList<(string Name, object? Value)> values)
    {
        using var command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    public SqliteCommand Command(string sql, params IReadOnlyList<(string Name, object? Value)> values)
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

    public static T Guarded<T>(string path, Func<T> act)
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
}
