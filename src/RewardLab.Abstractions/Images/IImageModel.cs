namespace RewardLab.Abstractions;

/// <summary>Generates images from prompts, reproducibly.</summary>
/// <remarks>Not thread-safe: one caller at a time.</remarks>
public interface IImageModel : IDisposable
{
    /// <summary>Name for tables and reports.</summary>
    string Name { get; }

    /// <summary>Generates one image for each request, in order.</summary>
    /// <param name="requests">Prompts and seeds; may be empty only if the size of the images is known without generating any.</param>
    /// <param name="progress">Receives the number of finished images, on any thread; may be null.</param>
    /// <param name="cancellationToken">Answered within two seconds.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ImageBatch Generate(IReadOnlyList<ImageRequest> requests, IProgress<int>? progress, CancellationToken cancellationToken);
}
