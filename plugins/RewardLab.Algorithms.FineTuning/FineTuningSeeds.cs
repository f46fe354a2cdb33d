using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning;

/// <summary>Every stream of random numbers that fine-tuning takes from the run's seed.</summary>
/// <param name="root">The run's seed.</param>
/// <param name="name">The fine-tuning's name.</param>
internal sealed class FineTuningSeeds(ulong root, string name)
{
    private readonly SeedStream _own = SeedStream.Create(root, "fine-tuning/" + name);

    /// <summary>LoRA's matrices A.</summary>
    public SeedStream Lora => _own.Child("lora");

    /// <summary>The images of a prompt's evaluations; shared by all fine-tunings of a run.</summary>
    public SeedStream HeldOut(string prompt) => SeedStream.Create(root, "fine-tuning/held-out").Child(prompt);

    /// <summary>The images of a prompt's pool, which RWR learns from; shared by all fine-tunings of a run.</summary>
    public SeedStream Pool(string prompt) => SeedStream.Create(root, "fine-tuning/pool").Child(prompt);

    /// <summary>DDPO and NFT: the samples of an epoch.</summary>
    public SeedStream Samples(int epoch) => _own.Child("sampling").Child($"{epoch}");

    /// <summary>DDPO and NFT: which samples of an epoch share an update.</summary>
    public SeedStream Updates(int epoch, int innerEpoch) => _own.Child("order").Child($"{epoch}").Child($"{innerEpoch}");

    /// <summary>DDPO and NFT: which timesteps of a sample are trained on.</summary>
    public SeedStream Timesteps(int epoch, int innerEpoch, int sample) => _own.Child("order").Child($"{epoch}").Child($"{innerEpoch}/steps/{sample}");

    /// <summary>NFT: the noise that is added to a sample for each timestep.</summary>
    public SeedStream Noises(int epoch, int innerEpoch, int sample) => _own.Child("noise").Child($"{epoch}").Child($"{innerEpoch}/{sample}");

    /// <summary>RWR and DPO: the order of the images, or pairs of images, in a round.</summary>
    public SeedStream Round(long round) => _own.Child("order").Child($"{round}");

    /// <summary>RWR and DPO: the noise that is added to the image, or pair of images, at each place of a batch, counted over all steps.</summary>
    public SeedStream Noise => _own.Child("noise");

    /// <summary>RWR and DPO: the timestep of the image, or pair of images, at each place of a batch, counted over all steps.</summary>
    public SeedStream Timestep => _own.Child("timestep");
}
