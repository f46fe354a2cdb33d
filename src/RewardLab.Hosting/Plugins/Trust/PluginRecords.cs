using System.Text.Json;
using System.Text.Json.Serialization;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Plugins.Trust;

/// <summary>plugins.json in the settings folder: what is remembered of each plugin, by id.</summary>
/// <remarks>Written to a temporary name and renamed. Processes take turns by a lock file, and each change reads the file again.</remarks>
internal sealed class PluginRecords(string settingsFolder, Action<string> log)
{
    private const int LockTimeoutSeconds = 5;
    private const int LockRetryMilliseconds = 20;

    // EROFS as .NET passes it on from Unix; ERROR_WRITE_PROTECT on Windows: nobody's turn comes on a disk that cannot be written.
    private const int UnixReadOnly = 30;
    private const int WindowsReadOnly = unchecked((int)0x80070013);

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly string _path = Path.Combine(settingsFolder, "plugins.json");

    /// <summary>Reads all records. A damaged file is set aside and reported: nothing is trusted then but what RewardLab shipped.</summary>
    public SortedDictionary<string, PluginRecord> Read()
    {
        try
        {
            var records = JsonSerializer.Deserialize<SortedDictionary<string, PluginRecord>>(TextFile.Read(_path), Json) ?? throw new JsonException("null");
            return records.Values.Any(record => record is null) ? throw new JsonException("null") : new(records, StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new(StringComparer.Ordinal);
        }
        catch (JsonException exception)
        {
            SetAside(exception);
            return new(StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RewardLabException($"'{_path}' cannot be read: {OneLine.Format(exception.Message)}", exception);
        }
    }

    /// <summary>Changes records and writes them.</summary>
    /// <exception cref="RewardLabException">The file cannot be written.</exception>
    public void Change(Action<SortedDictionary<string, PluginRecord>> change)
    {
        var temporary = $"{_path}.{Path.GetRandomFileName()}";
        try
        {
            Directory.CreateDirectory(settingsFolder);
            using var turn = TakeTurn();
            var records = Read();
            change(records);
            File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(records, Json));
            AtomicFile.Move(temporary, _path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary)) // else there is perhaps not even its folder
            {
                File.Delete(temporary);
            }

            throw new RewardLabException(
                $"'{_path}' cannot be written: {OneLine.Format(exception.Message)} Name another folder in {UserFolders.SettingsVariable}.", exception);
        }
    }

    private FileStream TakeTurn()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(_path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception) when (exception.HResult is not (UnixReadOnly or WindowsReadOnly)
                && attempt < LockTimeoutSeconds * 1000 / LockRetryMilliseconds)
            {
                Thread.Sleep(LockRetryMilliseconds);
            }
        }
    }

    private void SetAside(JsonException problem)
    {
        var aside = $"{_path}.damaged";
        for (var number = 2; File.Exists(aside); number++)
        {
            aside = $"{_path}.damaged{number}";
        }

        try
        {
            File.Move(_path, aside);
            log($"'{_path}' was damaged ({OneLine.Format(problem.Message)}) and was renamed to '{aside}'. Plugins must be trusted again.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log($"'{_path}' is damaged ({OneLine.Format(problem.Message)}) and cannot be renamed: {OneLine.Format(exception.Message)}");
        }
    }
}
