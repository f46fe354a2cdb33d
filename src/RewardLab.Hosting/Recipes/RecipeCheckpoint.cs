namespace RewardLab.Hosting.Recipes;

/// <summary>An adapter that a fine-tuning kept of one of its evaluations.</summary>
/// <param name="Epoch">Epochs trained, at least 1.</param>
/// <param name="Folder">Absolute path of the adapter's folder, as an image model's option 'lora' takes it.</param>
public sealed record RecipeCheckpoint(int Epoch, string Folder);
