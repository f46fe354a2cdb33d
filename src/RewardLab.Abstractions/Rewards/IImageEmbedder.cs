namespace RewardLab.Abstractions;

/// <summary>A reward that can also embed images in a space of similarity, in which diversity is measured.</summary>
/// <remarks>Not thread-safe: one caller at a time.</remarks>
public interface IImageEmbedder : IRewardModel
{
    /// <summary>Embeds images.</summary>
    /// <param name="images">The images.</param>
    /// <param name="cancellationToken">Answered within two seconds.</param>
    /// <returns>[images][width], of unit length; null if this model has no such space.</returns>
    float[][]? Embed(ImageBatch images, CancellationToken cancellationToken);
}
