using RewardLab.Abstractions;

namespace RewardLab.Serving.Watches;

/// <summary>What is kept of the images that trainers send, and how much of it.</summary>
public sealed record WatchOptions
{
    /// <summary>Rewards that score what is kept and that no trainer is told of; none for the served ones alone.</summary>
    public IReadOnlyList<string> HeldOut { get; init; } = [];

    /// <summary>Scored images that make a window: one point of every curve. At least 1.</summary>
    public int ImagesPerWindow { get; init; } = 512;

    /// <summary>Images of a window that are sampled, each as likely as any other. At least 1.</summary>
    public int SampledPerWindow { get; init; } = 32;

    /// <summary>Images that the run keeps at most; windows after that are scored, and their images are not kept.</summary>
    public int MaxImages { get; init; } = 10_000;

    /// <summary>Bytes of the run at most, of which an eighth is left for the log: watching ends when they are used up.</summary>
    public long MaxBytes { get; init; } = 2L << 30;

    /// <summary>Bytes of sampled images that wait in memory at most; others are left out.</summary>
    public long MaxBytesInMemory { get; init; } = 256L << 20;

    /// <summary>Bytes of an image's file at most; larger ones are left out.</summary>
    public int MaxImageBytes { get; init; } = 16 << 20;

    /// <summary>Windows that wait to be scored at most; others are left out whole.</summary>
    public int MaxWaitingWindows { get; init; } = 256;

    /// <summary>How long the scoring of a few images by held-out rewards waits for a moment in which no trainer waits for an answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long what is sampled already may still take to be scored when watching is stopped.</summary>
    public TimeSpan StopPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How the bytes of images are read; null for what the held-out rewards say.</summary>
    public ImageReading? ImageReading { get; init; }

    /// <summary>Pixels of an image at most.</summary>
    public long MaxPixels { get; init; } = 4096 * 4096;
}
