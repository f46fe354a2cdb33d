// What the recipes of fine-tuning share: the model, the prompts, the rewards by name, and the history that a fine-tuning leaves behind.

#load "textnorm.csx"
#load "toybox-prompts.csx"

using System.Text.Json;

// Where fine-tuning takes place: Toybox, or a Stable Diffusion on this machine.
bool IsToybox(string model) => model == "toybox";

IImageModel OpenModel(string model, string precision, string device, string lora = "", int stepCount = 50, double guidanceScale = 5, double eta = 0) => IsToybox(model)
    ? Lab.Images("toybox", new { device, lora, stepCount, guidanceScale, eta })
    : Lab.Images("stable-diffusion", new { model, precision, device, lora, stepCount, guidanceScale, eta });

// Toys of two kinds, three or four in all: what Toybox's base draws right every other time, so that there is something to gain; or those of a file.
// All of a file where no count is given, and eight of Toybox's.
string[] FineTuningPrompts(string model, string file, int count) =>
    file.Length > 0 ? [.. Lab.ReadPrompts(file, count)]
    : IsToybox(model) ? [.. CompositionPrompts().Where((_, i) => i % 3 > 0).Where((_, i) => i % 4 == 1).Take(count > 0 ? count : 8)]
    : throw new RewardLabException("promptFile: a model other than toybox needs a file of prompts, one a line; or name with tia2 the folder that 'data get tia2' makes, for the paper's.");

// The prompts of a file where one is given; else those of the paper's experiment ("fine-tuning" or "best-of-n") where TIA2's folder is; else Toybox's.
string[] ExperimentPrompts(string model, string file, int count, string tia2, string promptSet, string experiment)
{
    if (file.Length > 0 || tia2.Length == 0)
    {
        return FineTuningPrompts(model, file, count);
    }

    var prompts = Lab.Tia2Prompts(tia2, promptSet, experiment);
    Lab.Log($"Prompts: the {prompts.Count} of the paper's {experiment} on {promptSet} prompts{(count > 0 && count < prompts.Count ? $", of which the first {count}" : "")}.");
    return [.. prompts.Take(count > 0 ? count : prompts.Count)];
}

// The reward that is optimised: of a preset of rewards, for a set of prompts, where one is named and TextNorm is asked for. With TIA2's folder its own contrastive prompts
// are taken, as the authors did, in place of the preset's generators.
RecipeReward ChosenReward(string model, string name, string rewardPreset, string promptSet, string tia2, double tau, double scale, double lambda, string members)
{
    if (name != "textnorm" || rewardPreset.Length == 0)
    {
        return ProxyReward(model, name, tau, scale, lambda, members);
    }

    var preset = Lab.Preset(rewardPreset, promptSet);
    return (tia2.Length > 0 ? Lab.Reward(WithContrasts(preset.Node, Lab.Prompts("file", new { path = Path.Combine(tia2, "prompts", $"prompt_set_{promptSet}.json") }).Reference)) : preset).Named("textnorm");
}

RewardNode WithContrasts(RewardNode node, ComponentReference generator) => node switch
{
    TextNormNode textNorm => textNorm with { Inner = WithContrasts(textNorm.Inner, generator), Generator = generator },
    EnsembleNode ensemble => ensemble with { Members = [.. ensemble.Members.Select(member => WithContrasts(member, generator))] },
    _ => node,
};

// What titles call it.
string ChosenTitle(string proxy, string rewardPreset, double tau, double scale) =>
    proxy == "textnorm" && rewardPreset.Length > 0 ? $"textnorm of {Path.GetFileName(rewardPreset)}" : ProxyTitle(proxy, tau, scale);

// A reward of the paper's four, raw; or several calibrated and together, the paper's two that learned from people unless told otherwise.
RecipeReward ProxyReward(string model, string name, double tau, double scale, double lambda, string members)
{
    RecipeReward Raw(string id) => id is "clip" or "blip2" or "imagereward" or "pickscore"
        ? Lab.Reward(IsToybox(model) ? "toybox-" + id : id).Named(id)
        : throw new RewardLabException($"'{id}' is none of the rewards that a model can be fine-tuned by here: clip, blip2, imagereward, pickscore, and textnorm of these.");
    if (name != "textnorm")
    {
        return Raw(name);
    }

    var generator = IsToybox(model) ? "rules" : "auto";
    RecipeReward[] calibrated = [.. members.Split(',').Select(member => Lab.TextNorm(Raw(member.Trim()), generator, Given(tau), Given(scale)))];
    return (calibrated.Length == 1 ? calibrated[0] : Lab.Uncertainty(lambda, calibrated)).Named("textnorm");
}

// What titles call the reward that is optimised: of TextNorm they say which it is.
string ProxyTitle(string proxy, double tau, double scale) =>
    proxy == "textnorm" ? $"textnorm ({new TextNormOptions { Tau = Given(tau), Scale = Given(scale) }.Describe()})" : proxy;

// Rewards that are never optimised: the truth where it is known, and clip and blip2 where neither is what is optimised nor part of it.
IReadOnlyList<RecipeReward> Judges(string model, string proxy, string members)
{
    var optimised = proxy == "textnorm" ? members.Split(',').Select(member => member.Trim()).ToArray() : [proxy];
    var others = new[] { "clip", "blip2" }.Except(optimised).Select(name => Lab.Reward(IsToybox(model) ? "toybox-" + name : name).Named(name));
    return IsToybox(model) ? [Lab.Reward("toybox-truth").Named("truth"), Lab.Reward("toybox-fidelity").Named("fidelity"), .. others] : [.. others];
}

// Path of the LoRA that a fine-tuning chose; empty where no checkpoint beats the base, so that the base is what is left.
string LoraOf(string folder)
{
    var lora = Path.Combine(folder, "lora");
    return Directory.Exists(lora) ? lora : "";
}

History ReadHistory(string folder)
{
    var path = Path.Combine(folder, "history.json");
    return File.Exists(path)
        ? JsonSerializer.Deserialize<History>(TextFile.Read(path), new JsonSerializerOptions(JsonSerializerDefaults.Web))
        : throw new RewardLabException($"{path}: there is no such file; a fine-tuning leaves it in its folder of the run when it ends.");
}

// Gains over the base at each look, in units of the base's own deviation.
double[] Gains(History history, Func<LookAt, double[]> scores)
{
    var first = scores(history.Looks[0]);
    var mean = first.Average();
    var deviation = Math.Sqrt(first.Average(score => (score - mean) * (score - mean)));
    return [.. history.Looks.Select(look => (scores(look).Average() - mean) / (deviation > 0 ? deviation : 1))];
}

// A fine-tuning's curves, of its folder: the reward that was optimised against what the judges say, over epochs.
void HistoryCharts(string folder, string title, params string[] judges)
{
    var history = ReadHistory(folder);
    double[] epochs = [.. history.Looks.Select(look => (double)look.Epoch)];
    Lab.Lines($"{history.Name.Replace('/', '-')}-curves", $"{title}: the reward that is optimised, and judges that are not",
        [new LineSeries("optimised reward", epochs, Gains(history, look => look.Proxy)), .. judges.Select(judge => new LineSeries(judge, epochs, Gains(history, look => look.Judges[judge])))],
        "epoch", "gain, in the base's standard deviations",
        caption: $"Held-out pictures, the same prompts and seeds at each look. {AlarmText(history)}{(history.Collapses is { Length: > 0 } collapses ? $" The model had collapsed at epoch {string.Join(", ", collapses)}." : "")} {OutcomeText(history)}");
}

// Whether the alarm was raised; runs of earlier versions do not tell whether it could have been.
string AlarmText(History history) =>
    history.Alarms.Length > 0 ? $"The alarm for overoptimization was raised at epoch {string.Join(", ", history.Alarms)}."
    : history.Alarm?.Message ?? "Whether the alarm for overoptimization could have been raised is not noted; it was not.";

string OutcomeText(History history) => history.Outcome is { Length: > 0 } outcome ? char.ToUpperInvariant(outcome[0]) + outcome[1..] : $"Chosen: epoch {history.Chosen}.";


// The same of several training seeds: their mean, and a band from the least to the most.
void SeedCharts(string name, IReadOnlyList<string> folders, string title, params string[] judges)
{
    History[] histories = [.. folders.Select(ReadHistory)];
    var looks = histories.Min(history => history.Looks.Length);
    double[] epochs = [.. histories[0].Looks.Take(looks).Select(look => (double)look.Epoch)];
    LineSeries Series(string line, Func<LookAt, double[]> scores)
    {
        var gains = histories.Select(history => Gains(history, scores)).ToArray();
        double[] Of(Func<IEnumerable<double>, double> join) => [.. Enumerable.Range(0, looks).Select(look => join(gains.Select(gain => gain[look])))];
        return new LineSeries(line, epochs, Of(values => values.Average())) { Lower = Of(values => values.Min()), Upper = Of(values => values.Max()) };
    }

    Lab.Lines(name, title, [Series("optimised reward", look => look.Proxy), .. judges.Select(judge => Series(judge, look => look.Judges[judge]))],
        "epoch", "gain, in the base's standard deviations",
        caption: $"Means over {histories.Length} training seeds, bands from the least to the most; held-out pictures, the same prompts and seeds at each look.");
}

void HistoryTable(string folder, string title, params string[] judges)
{
    var history = ReadHistory(folder);
    var shown = history.Looks.Where((_, i) => i % Math.Max(1, history.Looks.Length / 12) == 0 || i == history.Looks.Length - 1);
    Lab.Note($"{title}: {OutcomeText(history)} {AlarmText(history)}");
    Lab.Table(title, ["epoch", "reward", .. judges, "KL (nats)", "diversity", "alarm"],
        [.. shown.Select(look => new object[] { look.Epoch, look.Proxy.Average() }
            .Concat(judges.Select(judge => (object)look.Judges[judge].Average()))
            .Concat(new object[] { look.Kl, look.Diversity, string.Join(", ", (string[])[.. history.Alarms.Contains(look.Epoch) ? ["raised"] : Array.Empty<string>(), .. history.Collapses?.Contains(look.Epoch) == true ? ["COLLAPSE"] : Array.Empty<string>()]) }).ToArray())]);
}

public sealed record History(
    string Name, int Chosen, int[] Alarms, int[] Prompts, LookAt[] Looks, string Outcome = "", AlarmNote Alarm = null, int[] Collapses = null);

public sealed record AlarmNote(bool IsRaised, bool CouldBeRaised, string Message);

public sealed record LookAt(int Epoch, double[] Proxy, Dictionary<string, double[]> Judges, double? Disagreement, double? Diversity, double Kl);
