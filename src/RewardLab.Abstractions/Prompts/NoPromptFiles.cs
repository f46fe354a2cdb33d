namespace RewardLab.Abstractions;

/// <summary>The prompt files of a host that reads none.</summary>
internal sealed class NoPromptFiles : IPromptFiles
{
    public static NoPromptFiles Instance { get; } = new();

    public IReadOnlyList<string> Read(string path) => throw new RewardLabException($"'{path}': this host reads no prompts.");
}
