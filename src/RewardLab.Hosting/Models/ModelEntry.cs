using RewardLab.Abstractions;
using RewardLab.Hosting.Models.Hub;

namespace RewardLab.Hosting.Models;

/// <summary>One model of the registry.</summary>
/// <param name="Id">Its id, such as "pickscore".</param>
/// <param name="Description">What it is, in a line.</param>
/// <param name="Architecture">What it is built as, such as "clip".</param>
/// <param name="Reward">The reward that scores with it; empty where there is none.</param>
/// <param name="Licence">Its licence, as its publisher says; empty where nothing is known.</param>
/// <param name="Files">Its files on the hub; empty for a folder of the user's.</param>
/// <param name="Folder">The user's folder; null for a model of the hub.</param>
public sealed record ModelEntry(
    string Id, string Description, string Architecture, string Reward, string Licence, IReadOnlyList<ModelFile> Files, string? Folder = null)
{
    /// <summary>The image model that generates with it; empty where there is none.</summary>
    public string Images { get; init; } = "";

    /// <summary>Numbers in all its weights; 0 where nobody says.</summary>
    public long Parameters { get; init; }

    /// <summary>What it is for: a reward model, an image model, or neither that is known.</summary>
    public ComponentKind? Kind => Reward.Length > 0 ? ComponentKind.Reward : Images.Length > 0 ? ComponentKind.ImageModel : null;

    /// <summary>Size of all files whose size is known.</summary>
    public long Bytes => Files.Sum(file => file.Bytes ?? 0);
}
