// Policy gradients (DDPO): fine-tunes an image model against a reward, and shows whether judges that are not optimised agree.
// Needs: 20 to 25 minutes on two cores with preset toybox. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/10-ddpo.csx --preset toybox
// Presets: smoke (a minute), toybox, paper-sd21 (what the paper's authors ran), gpu-24gb. The LoRA lies in the run's folder ddpo/lora.

#load "../scripts/fine-tuning.csx"
#load "../scripts/set-comparison.csx"

var model = Lab.Param("model", "toybox", "toybox, or a Stable Diffusion: a repository in the hub's cache, a folder, or one file");
var precision = Lab.Param("precision", "float32", "type that a Stable Diffusion computes in", ["float32", "bf16", "fp16"]);
var device = Lab.Param("device", "auto", "where to compute: auto, cpu, cuda, cuda:1, mps");
var lora = Lab.Param("lora", "", "a LoRA to go on from: its file or folder, or several as [{path: x, weight: 0.8}, ...]; empty for the base");
var promptFile = Lab.Param("promptFile", "", "a file of prompts, one a line, or a table with a column prompt; empty for eight of Toybox's");
var promptCount = Lab.Param("promptCount", 0, "prompts at most, the first of the file; 0 for all of them", min: 0, max: 10000);
var tia2 = Lab.Param("tia2", "", "TIA2's folder, as 'data get tia2' makes it: takes the prompts of the paper's experiment; a promptFile goes before it");
var promptSet = Lab.Param("promptSet", "counting", "which of TIA2's sets, and which reward of rewardPreset", ["counting", "composition", "comprehensive"]);
var proxy = Lab.Param("proxy", "textnorm", "the reward that is optimised", ["imagereward", "pickscore", "clip", "blip2", "textnorm"]);
var scale = Lab.Param("scale", 0.0, "scale of min-max TextNorm, whatever the reward's unit; 0 for its default, 10", min: 0, max: 1000);
var tau = Lab.Param("tau", 0.0, "equation 1's temperature, in units of the rewards; 0 for min-max", min: 0, max: 1000);
var lambda = Lab.Param("lambda", 0.5, "weight of the disagreement between TextNorm's rewards", min: 0, max: 100);
var members = Lab.Param("members", "imagereward,pickscore", "the rewards that textnorm calibrates and joins, of imagereward, pickscore, clip, blip2");
var rewardPreset = Lab.Param("rewardPreset", "", "a preset of rewards, such as recipes/presets/rewards/paper.yaml, to take as textnorm; it goes before scale, tau, lambda and members");
var epochs = Lab.Param("epochs", 60, "epochs", min: 1, max: 100000);
var samplesPerEpoch = Lab.Param("samplesPerEpoch", 32, "pictures drawn an epoch", min: 1, max: 65536);
var stepCount = Lab.Param("stepCount", 10, "denoising steps", min: 1, max: 1000);
var guidanceScale = Lab.Param("guidanceScale", 3.0, "classifier-free guidance", min: 1, max: 100);
var learningRate = Lab.Param("learningRate", 0.001, "AdamW's learning rate", min: 0.0000001, max: 1);
var updatesPerEpoch = Lab.Param("updatesPerEpoch", 1, "optimizer steps an epoch", min: 1, max: 1000);
var clipRange = Lab.Param("clipRange", 0.0001, "clip range of the ratio", min: 0.000000001, max: 10);
var normalization = Lab.Param("normalization", "group", "what a reward is compared with: its prompt's in this epoch, its prompt's latest (bufferSize), or the epoch's", ["group", "perPrompt", "global"]);
var bufferSize = Lab.Param("bufferSize", 16, "latest rewards of a prompt that normalization perPrompt compares with", min: 1, max: 1000000);
var firstSteps = Lab.Param("firstSteps", 0, "denoising steps that are trained on, the noisiest; 0 for all", min: 0, max: 1000);
var klWeight = Lab.Param("klWeight", 0.0, "weight of the distance to the base", min: 0, max: 1000000);
var sampleBatchSize = Lab.Param("sampleBatchSize", 32, "pictures drawn at once", min: 1, max: 4096);
var judgeSamples = Lab.Param("judgeSamples", true, "let judges score the pictures that are trained on too");
var microBatchSize = Lab.Param("microBatchSize", 0, "denoising steps computed at once while training, whose gradients are accumulated; 0 chooses by free memory", min: 0, max: 65536);
var recompute = Lab.Param("recompute", false, "compute the U-Net's blocks twice to save memory");
var evaluationInterval = Lab.Param("evaluationInterval", 5, "epochs between two looks at held-out pictures", min: 1, max: 100000);
var evaluationImages = Lab.Param("evaluationImages", 4, "held-out pictures a prompt", min: 1, max: 1024);
var alarm = Lab.Param("alarm", "mark", "what the alarm for overoptimization does", ["off", "mark", "stop", "lower"]);
var choose = Lab.Param("choose", "aboveBase", "which checkpoint wins", ["aboveBase", "judge", "last"]);
var keep = Lab.Param("keep", 3, "adapters kept", min: 0, max: 100000);
var adapterFormat = Lab.Param("adapterFormat", "diffusers", "layout of the LoRA that is delivered; kohya is that of A1111, ComfyUI and Civitai", ["diffusers", "kohya", "peft"]);
var forPeople = Lab.Param("forPeople", 8, "fresh pictures a prompt of the base and of the tuned model, put aside for 'rewardlab judge'; 0 for none", min: 0, max: 1000);

var prompts = ExperimentPrompts(model, promptFile, promptCount, tia2, promptSet, "fine-tuning");
var judges = Judges(model, proxy, members);
Lab.Optimizer("ddpo", new
{
    name = "ddpo", epochs, samplesPerEpoch, stepCount, guidanceScale, learningRate, updatesPerEpoch, clipRange, normalization, bufferSize, firstSteps, klWeight, sampleBatchSize, microBatchSize, judgeSamples, recompute,
    evaluationInterval, evaluationImages, alarm, choose, keep, adapterFormat,
}).Run(OpenModel(model, precision, device, lora), ChosenReward(model, proxy, rewardPreset, promptSet, tia2, tau, scale, lambda, members), prompts, judges);

string[] shown = [.. judges.Select(judge => judge.Name)];
var folder = Path.Combine(Lab.Run.Folder, "ddpo");
HistoryTable(folder, $"DDPO against {ChosenTitle(proxy, rewardPreset, tau, scale)}", shown);
HistoryCharts(folder, $"DDPO against {ChosenTitle(proxy, rewardPreset, tau, scale)}", shown);
SaveTunedForPeople($"ddpo against {proxy}", LoraOf(folder), tuned => OpenModel(model, precision, device, tuned.Length > 0 ? tuned : lora, stepCount, guidanceScale, eta: 1), prompts, forPeople);
