// How many images a fine-tuning samples until its proxy has risen by half a standard deviation. For recipes that #load it.

using RewardLab.Evaluation.Histories;

// The mean of the proxy on held-out images, at each evaluation, less the base's, in standard deviations of the base's images within a prompt.
(int Epoch, double Gain)[] ProxyGains(FineTuningHistory history)
{
    var first = history.Evaluations[0].Proxy;
    var groups = Enumerable.Range(0, first.Count).GroupBy(i => history.Prompts[i]).ToArray();
    var within = Math.Sqrt(groups.Average(group =>
    {
        var mean = group.Average(i => first[i]);
        return group.Average(i => (first[i] - mean) * (first[i] - mean)) * group.Count() / Math.Max(1, group.Count() - 1);
    }));
    return [.. history.Evaluations.Select(evaluation => (evaluation.Epoch, (evaluation.Proxy.Average() - first.Average()) / within))];
}

// The images sampled until the first evaluation that reached a gain; null where none did.
int? ImagesNeeded(FineTuningHistory history, int samplesPerEpoch, double gain) =>
    ProxyGains(history).Where(point => point.Gain >= gain).Select(point => (int?)point.Epoch * samplesPerEpoch).FirstOrDefault();

// A row for each training: images until half a standard deviation, the images of all epochs, the largest gain, and the KL divergence there.
void TableImagesNeeded(string title, IReadOnlyList<(string Algorithm, int Seed, FineTuningHistory History, int SamplesPerEpoch)> trainings) =>
    Lab.Table(title, ["algorithm", "training seed", "images for +0.5 SD", "images sampled", "largest gain (SD)", "KL there (nats)"],
        [.. trainings.Select(training =>
        {
            var best = ProxyGains(training.History).MaxBy(point => point.Gain);
            var there = training.History.Evaluations.First(evaluation => evaluation.Epoch == best.Epoch);
            return new object[]
            {
                training.Algorithm,
                training.Seed,
                ImagesNeeded(training.History, training.SamplesPerEpoch, 0.5) is { } images ? images : "not reached",
                training.History.Evaluations[^1].Epoch * training.SamplesPerEpoch,
                best.Gain,
                there.Kl,
            };
        })]);
