namespace RewardLab.Abstractions;

/// <summary>A reward that can also place images in a space where near means alike: what diversity is measured in.</summary>
/// <remarks>Not thread-safe: one caller at a time.</remarks>
public interface IImageEmbedder : IRewardModel
{
    /// <summary>Embeds images.</summary>
    /// <param name="images">The images.</param>
    /// <param name="cancellationToken">Answered within two seconds.</param>
    /// <returns>[images][width], of unit length; null where this model has no such space.</returns>
    float[][]? Embed(ImageBatch images, CancellationToken cancellationToken);
}
