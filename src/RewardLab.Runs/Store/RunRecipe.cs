namespace RewardLab.Runs.Store;

/// <summary>The recipe that a run runs.</summary>
public sealed record RunRecipe
{
    /// <summary>The recipe's name, such as "01-quickstart".</summary>
    public string Name { get; init; } = "";

    /// <summary>The file, as it was found.</summary>
    public string Path { get; init; } = "";

    /// <summary>SHA-256 of the file, lower-case hexadecimal.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>The files that it loads, with their SHA-256.</summary>
    public IReadOnlyDictionary<string, string> Loads { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
