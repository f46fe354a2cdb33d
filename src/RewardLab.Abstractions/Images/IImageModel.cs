namespace RewardLab.Abstractions;

/// <summary>Draws pictures from prompts, reproducibly.</summary>
/// <remarks>Not thread-safe: one caller at a time.</remarks>
public interface IImageModel : IDisposable
{
    /// <summary>Name for tables and reports.</summary>
    string Name { get; }

    /// <summary>Draws one picture for each request, in order.</summary>
    /// <param name="requests">Prompts and seeds; may be empty only if the size of the pictures is known without drawing.</param>
    /// <param name="progress">Told the number of finished pictures, from whatever thread draws; may be null.</param>
    /// <param name="cancellationToken">Answered within two seconds.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ImageBatch Generate(IReadOnlyList<ImageRequest> requests, IProgress<int>? progress, CancellationToken cancellationToken);
}
