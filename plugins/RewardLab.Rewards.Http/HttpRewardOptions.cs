using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Abstractions;
using RewardLab.Rewards.Http.Calls;
using RewardLab.Rewards.Http.Dialects;
using RewardLab.Rewards.Http.Requests;

namespace RewardLab.Rewards.Http;

/// <summary>Options of the reward "http".</summary>
public sealed record HttpRewardOptions
{
    /// <summary>The default of <see cref="Url"/>: where 'rewardlab rewards serve' listens.</summary>
    public const string DefaultUrl = RewardAddress.Usual;

    /// <summary>Address of the service, http or https, without user name, password, query or fragment. The dialect adds its path.</summary>
    [Description("address of the service, without the dialect's path")]
    [DefaultValue(DefaultUrl)]
    [Required]
    public string Url { get; init; } = DefaultUrl;

    /// <summary>How the service is asked.</summary>
    [Description("how the service is asked: v1 (RewardLab's), score (UniRL's), compute (Flow-Factory's), prompts or queries (pickles of verl-omni, flow_grpo)")]
    [DefaultValue(ServiceDialect.V1)]
    public ServiceDialect Dialect { get; init; }

    /// <summary>The reward's id at the service; empty for the service's default. compute, prompts and queries have no place for it in a request: it goes into
    /// the path, as /r/ID, which RewardLab's service understands.</summary>
    [Description("id of the reward at the service; empty for its default")]
    [StringLength(200)]
    [DefaultValue("")]
    public string Reward { get; init; } = "";

    /// <summary>Name of the environment variable that holds the service's token; empty to send none. The token itself is never an option.</summary>
    [Description("environment variable with the service's token; empty to send none")]
    [ResultInvariant]
    [DefaultValue("")]
    public string TokenVariable { get; init; } = "";

    /// <summary>The file format in which images are sent. Only PNG gives the scores of the images themselves.</summary>
    [Description("file format in which images are sent: png (lossless) or jpeg (as trainers send them)")]
    [DefaultValue(RequestImageFormat.Png)]
    public RequestImageFormat ImageFormat { get; init; }

    /// <summary>Quality of JPEG. Default 95, as trainers send it; range 1 to 100.</summary>
    [Description("quality of images that are sent as JPEG")]
    [Range(1, 100)]
    [DefaultValue(95)]
    public int JpegQuality { get; init; } = 95;

    /// <summary>Images of a request, at most; fewer where they are large. Default 64, as many as are scored at once; range 1 to 1024.</summary>
    [Description("maximum number of images per request; fewer are sent if they are large")]
    [Range(1, 1024)]
    [DefaultValue(64)]
    public int ImagesPerRequest { get; init; } = 64;

    /// <summary>Requests under way at a time. Default 4; range 1 to 64.</summary>
    [Description("maximum number of concurrent requests")]
    [ResultInvariant]
    [Range(1, 64)]
    [DefaultValue(4)]
    public int ParallelRequests { get; init; } = 4;

    /// <summary>Seconds until an attempt counts as lost, whole answer included. Default 120; range 0.1 to 3600.</summary>
    [Description("timeout of an attempt in seconds, including the whole answer")]
    [ResultInvariant]
    [Range(0.1, 3600.0)]
    [DefaultValue(120.0)]
    public double TimeoutSeconds { get; init; } = 120;

    /// <summary>How often a request is tried that fails in a way that may pass. Default 5; range 1 to 20.</summary>
    [Description("maximum number of attempts after temporary failures")]
    [ResultInvariant]
    [Range(1, 20)]
    [DefaultValue(5)]
    public int Attempts { get; init; } = 5;

    /// <summary>Seconds before the second attempt; doubled before each further one, at most 60; longer where the service asks for it. Default 1;
    /// range 0 to 60.</summary>
    [Description("seconds before the second attempt, doubled before each further one")]
    [ResultInvariant]
    [Range(0.0, 60.0)]
    [DefaultValue(1.0)]
    public double RetrySeconds { get; init; } = 1;

    /// <summary>How image files are read.</summary>
    [Description("how image files are read: shown (turned by EXIF, transparency on white) or reference (as the Python originals: Pillow's convert(\"RGB\"))")]
    [DefaultValue(ImageReading.Shown)]
    public ImageReading ImageReading { get; init; } = ImageReading.Shown;
}
