namespace RewardLab.Abstractions;

/// <summary>Models on this machine.</summary>
public interface IModelCatalog
{
    /// <summary>The folders that together hold a model, such as weights from one repository and a tokenizer from another.</summary>
    /// <param name="model">A folder, an id of the registry such as "pickscore", or a repository of the hub such as "openai/clip-vit-base-patch32".</param>
    /// <returns>At least one folder, absolute; what several have is taken from the first.</returns>
    /// <exception cref="RewardLabException">It is not here; the message says how to get it.</exception>
    IReadOnlyList<string> Folders(string model);

    /// <summary>The folders that together hold a model of a kind, so that the error for a missing model suggests names that fit.</summary>
    /// <param name="model">A folder, an id of the registry, or a repository of the hub.</param>
    /// <param name="kind">What it is to be used for; null for anything.</param>
    /// <returns>At least one folder, absolute; what several have is taken from the first.</returns>
    /// <exception cref="RewardLabException">It is not here; the message says how to get it.</exception>
    IReadOnlyList<string> Folders(string model, ComponentKind? kind) => Folders(model);
}
