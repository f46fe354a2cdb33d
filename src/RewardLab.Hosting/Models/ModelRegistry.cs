using RewardLab.Abstractions;
using RewardLab.Hosting.Models.Hub;
using RewardLab.Hosting.Text;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace RewardLab.Hosting.Models;

/// <summary>Models by id: those that came with RewardLab, and those that the user added, in models.yaml of the settings folder.</summary>
/// <remarks>A user's entry of the same id wins.</remarks>
public sealed class ModelRegistry
{
    private const string FileName = "models.yaml";
    private readonly string _userFile;
    private readonly List<ModelEntry> _own;
    private readonly List<ModelEntry> _users;

    private ModelRegistry(string userFile, IEnumerable<ModelEntry> own, IEnumerable<ModelEntry> users)
    {
        _userFile = userFile;
        _own = [.. own];
        _users = [.. users];
    }

    /// <summary>Every model, by id.</summary>
    public IReadOnlyList<ModelEntry> Models =>
        [.. _users.Concat(_own.Where(own => _users.TrueForAll(user => user.Id != own.Id))).OrderBy(entry => entry.Id, StringComparer.Ordinal)];

    /// <summary>Reads the registry.</summary>
    /// <exception cref="RewardLabException">The user's file cannot be read, or is not a list of models.</exception>
    public static ModelRegistry Open(UserFolders folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        var path = Path.Combine(folders.Settings, FileName);
        using var stream = typeof(ModelRegistry).Assembly.GetManifestResourceStream(FileName)!;
        using var own = TextFile.Open(stream, FileName);
        return new ModelRegistry(path, new ModelRegistryReader(FileName).Read(own), ReadUsers(path));
    }

    /// <summary>The model of an id.</summary>
    /// <exception cref="RewardLabException">There is none; the nearest id is named.</exception>
    public ModelEntry Find(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return TryFind(id) ?? throw new RewardLabException($"There is no model '{id}'. {NearestName.Advice(id, [.. Models.Select(model => model.Id)])}");
    }

    /// <summary>The model of an id, or null.</summary>
    public ModelEntry? TryFind(string id) => Models.FirstOrDefault(model => string.Equals(model.Id, id, StringComparison.Ordinal));

    /// <summary>The model that a repository of the hub holds, where one is known: also under names that the hub has no more.</summary>
    public ModelEntry? OfRepository(string repository) =>
        Models.FirstOrDefault(model => model.Files.Count > 0
            && model.Files[0].Repositories.Contains(repository, StringComparer.Ordinal)
            && model.Files.All(file => file.Repositories.Contains(repository, StringComparer.Ordinal)));

    /// <summary>Ids of models of a kind; of all where there is none of it.</summary>
    internal IReadOnlyList<string> Ids(ComponentKind? kind)
    {
        var fitting = Models.Where(model => kind is null || model.Kind == kind).Select(model => model.Id).ToArray();
        return fitting.Length > 0 ? fitting : [.. Models.Select(model => model.Id)];
    }

    /// <summary>Adds a folder of the user's, or replaces the user's entry of its id.</summary>
    /// <exception cref="RewardLabException">The id is not an id, or the file cannot be written.</exception>
    public void Add(ModelEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (!entry.Id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_') || entry.Id.Length is 0 or > 80)
        {
            throw new RewardLabException($"'{entry.Id}' cannot be the id of a model. Use letters, digits, '-', '.' and '_', at most 80.");
        }

        _users.RemoveAll(user => user.Id == entry.Id);
        _users.Add(entry);
        Write();
    }

    /// <summary>Forgets a folder of the user's; the folder stays as it is.</summary>
    /// <exception cref="RewardLabException">The user added none of that id, or the file cannot be written.</exception>
    public void Remove(string id)
    {
        if (_users.RemoveAll(user => user.Id == id) == 0)
        {
            throw new RewardLabException(_own.Exists(own => own.Id == id)
                ? $"'{id}' is part of RewardLab and cannot be removed. 'rewardlab models where {id}' prints the folders of its files."
                : $"No model '{id}' was added. {NearestName.Advice(id, [.. _users.Select(user => user.Id)])}");
        }

        Write();
    }

    private static IReadOnlyList<ModelEntry> ReadUsers(string path)
    {
        try
        {
            if (RegularFile.IsEmptyOrPipe(path))
            {
                return [];
            }

            using var reader = TextFile.Open(path);
            return new ModelRegistryReader(path).Read(reader);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RewardLabException($"{path}: cannot be read: {OneLine.Format(exception.Message)}", exception);
        }
    }

    private void Write()
    {
        var temporary = $"{_userFile}.{Path.GetRandomFileName()}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_userFile)!);
            File.WriteAllText(temporary, new SerializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).WithNewLine("\n").Build().Serialize(
                _users.OrderBy(user => user.Id, StringComparer.Ordinal).Select(Describe).ToArray()));
            AtomicFile.Move(temporary, _userFile);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary)) // else there is perhaps not even its folder
            {
                File.Delete(temporary);
            }

            throw new RewardLabException(
                $"{_userFile}: cannot be written: {OneLine.Format(exception.Message)} Name another folder in {UserFolders.SettingsVariable}.", exception);
        }
    }

    private static SortedDictionary<string, object> Describe(ModelEntry entry)
    {
        var map = new SortedDictionary<string, object>(StringComparer.Ordinal) { ["id"] = entry.Id };
        foreach (var (key, value) in new[]
        {
            ("description", entry.Description), ("architecture", entry.Architecture), ("reward", entry.Reward), ("images", entry.Images),
            ("licence", entry.Licence), ("folder", entry.Folder ?? ""),
        })
        {
            if (value.Length > 0)
            {
                map[key] = value;
            }
        }

        if (entry.Parameters > 0)
        {
            map["parameters"] = entry.Parameters;
        }

        if (entry.Files.Count > 0)
        {
            map["sources"] = entry.Files.GroupBy(file => (string.Join(',', file.Repositories), file.Revision))
                .Select(group => new SortedDictionary<string, object>(StringComparer.Ordinal)
                {
                    ["repository"] = group.First().Mirrors.Count == 0 ? group.First().Repository : group.First().Repositories.ToArray(),
                    ["revision"] = group.Key.Revision,
                    ["files"] = group.Select(Describe).ToArray(),
                }).ToArray();
        }

        return map;
    }

    private static SortedDictionary<string, object> Describe(ModelFile file)
    {
        var map = new SortedDictionary<string, object>(StringComparer.Ordinal) { ["name"] = file.Name };
        if (file.Alternative is not null)
        {
            map["else"] = file.Alternative;
        }

        if (file.Sha256 is not null)
        {
            map["sha256"] = file.Sha256;
        }

        if (file.Bytes is not null)
        {
            map["bytes"] = file.Bytes;
        }

        return map;
    }
}
