using Microsoft.Data.Sqlite;
using RewardLab.Abstractions;
using RewardLab.Runs.Files;

namespace RewardLab.Studies.Database;

/// <summary>Reads studies, also from folders that cannot be written, where SQLite cannot make the files that it shares memory by.</summary>
internal static class StudyReading
{
    private const int ReadOnly = 8; // SQLITE_READONLY
    private const int CannotOpen = 14; // SQLITE_CANTOPEN

    public static StudyContent Read(string path)
    {
        try
        {
            return Read(path, path, SqliteOpenMode.ReadWrite);
        }
        catch (RewardLabException exception) when (exception.InnerException is SqliteException { SqliteErrorCode: ReadOnly or CannotOpen } && File.Exists(path))
        {
            return ReadAside(path);
        }
    }

    // All answers may not be in the file itself yet: those of a program that serves it elsewhere, or was killed, are in its log.
    private static StudyContent ReadAside(string path)
    {
        var log = path + "-wal";
        if (new FileInfo(log) is not { Exists: true, Length: > 0 })
        {
            return Read(path, $"{new Uri(Path.GetFullPath(path)).AbsoluteUri}?immutable=1", SqliteOpenMode.ReadOnly);
        }

        var aside = Directory.CreateTempSubdirectory("rewardlab-study-").FullName;
        try
        {
            var copy = Path.Combine(aside, "study.db");
            File.Copy(path, copy);
            File.Copy(log, copy + "-wal");
            _ = new FileInfo(copy) { IsReadOnly = false };
            _ = new FileInfo(copy + "-wal") { IsReadOnly = false };
            return Read(path, copy, SqliteOpenMode.ReadWrite);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(path, exception);
        }
        finally
        {
            Directory.Delete(aside, recursive: true);
        }
    }

    private static StudyContent Read(string path, string source, SqliteOpenMode mode)
    {
        using var database = StudyDatabase.Open(path, source, mode);
        return database.Read();
    }
}
